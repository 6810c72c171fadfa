/** The board as a reader uses it, in the system's Chromium. Skipped visibly where that is not installed. */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeSite } from '../../harness/board/writeSite.ts';
import { chromiumPath, openChromium } from '../support/chromium.ts';
import { boardCases, siteInputOf } from './boardFixture.ts';
import { axeFaults, DESKTOP, openPage, PHONE, serve, type OpenPage } from './browserBoard.ts';

const executable = chromiumPath();

let folder: string;
let browser: Browser;
let server: Server;
const bases = { disk: '', server: '' };
let runs: string[];
let open: OpenPage | null = null;

beforeAll(async () => {
  if (executable === null) return;
  folder = await mkdtemp(join(tmpdir(), 'seqbench-browser-'));
  const out = join(folder, 'board');
  await writeSite(siteInputOf(boardCases()), out);
  runs = await readdir(join(out, 'runs'));
  bases.disk = pathToFileURL(out).href;
  const served = await serve(out);
  ({ server } = served);
  bases.server = served.url;
  browser = await openChromium(executable);
});

afterEach(async () => {
  // Whatever a test was about, no page of it may have failed, warned or asked for anything elsewhere.
  const faults = open?.faults ?? [];
  await open?.page.context().close();
  open = null;
  expect(faults).toEqual([]);
});

afterAll(async () => {
  if (executable === null) return;
  await browser.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function visit(path: string, from: keyof typeof bases = 'disk', options: object = DESKTOP): Promise<Page> {
  open = await openPage(browser, bases[from], options);
  await open.page.goto(`${bases[from]}/${path}`);
  return open.page;
}

function runOf(label: string, dataset: string): string {
  return runs.find((name) => name.startsWith(`${label}.${dataset}.`))!;
}

function idOf(label: string, dataset: string): string {
  return runOf(label, dataset).replace(/\.html$/u, '');
}

const firstBoard = 'section.set >> nth=0';

async function labels(page: Page): Promise<string[]> {
  return page.locator(`${firstBoard} >> tbody th a`).allTextContents();
}

/** Of the figure in a column of the first board, as numbers. */
async function column(page: Page, head: string): Promise<number[]> {
  const heads = await page.locator(`${firstBoard} >> table.board thead th`).allTextContents();
  const place = heads.findIndex((text) => text.startsWith(head));
  const cells = await page
    .locator(`${firstBoard} >> table.board tbody tr >> td:nth-child(${place + 1}) .value`)
    .allTextContents();
  return cells.map((text) => Number(text.replaceAll(',', '').split(' ')[0]));
}

describe.skipIf(executable === null)('the board in a browser', () => {
  it.each(['disk', 'server'] as const)(
    'sorts by a click on a heading, from %s, and keeps that in the address',
    async (from) => {
      const page = await visit('index.html', from);
      const descending = (values: number[]) => [...values].sort((a, b) => b - a);
      expect(await column(page, 'NDCG@10')).toEqual(descending(await column(page, 'NDCG@10')));
      await page.click(`${firstBoard} >> [data-sort="recall@10"]`);
      expect(await column(page, 'Recall@10')).toEqual(descending(await column(page, 'Recall@10')));
      expect(await page.locator(`${firstBoard} >> th[aria-sort]`).getAttribute('aria-sort')).toBe('descending');
      await page.click(`${firstBoard} >> [data-sort="recall@10"]`);
      expect(await column(page, 'Recall@10')).toEqual(descending(await column(page, 'Recall@10')).reverse());
      expect(page.url()).toContain('#sort=-recall');
      const sorted = await labels(page);
      await page.reload();
      expect(await labels(page)).toEqual(sorted);
      await page.goBack();
      expect(await column(page, 'Recall@10')).toEqual(descending(await column(page, 'Recall@10')));
    },
  );

  it('filters by dataset, machine and words, and counts what it shows', async () => {
    const page = await visit('index.html');
    expect(await page.locator('section.set').count()).toBe(4);
    await page.selectOption('[data-facet="dataset"]', 'shop');
    expect(await page.locator('section.set h2').allTextContents()).toEqual(['shop strict', 'shop strict']);
    const machines = await page.locator('[data-facet="machine"] option').allTextContents();
    await page.selectOption(
      '[data-facet="machine"]',
      machines.find((text) => text.startsWith('Other CPU'))!,
    );
    expect(await page.locator('section.set').count()).toBe(1);
    expect(await page.locator('section.set .tags').textContent()).toContain('Other CPU, 8 cores');
    await page.fill('[data-search]', 'sasrec distil');
    expect(await labels(page)).toEqual(['sasrec-distilled']);
    expect(await page.locator('#status').textContent()).toMatch(/^1 rows on 1 boards/u);
    await page.click('[data-reset]');
    expect(await page.locator('section.set').count()).toBe(4);
    expect(new URL(page.url()).hash).toBe('');
  });

  it('joins machines by accuracy alone, says so, and shows no cost then', async () => {
    const page = await visit('index.html');
    await page.selectOption('[data-choice="scope"]', 'data');
    await page.selectOption('[data-facet="dataset"]', 'shop');
    const text = await page.locator(firstBoard).textContent();
    expect(text).toContain('2 machines');
    expect(text).toContain('whose costs cannot be compared');
    expect(await page.locator(`${firstBoard} >> table.board tbody tr`).count()).toBe(14);
    expect(await page.locator(`${firstBoard} >> [data-sort="fitSeconds"]`).count()).toBe(0);
    expect(await page.locator(`${firstBoard} >> figure.pareto`).count()).toBe(0);
  });

  it('shows the columns that are chosen', async () => {
    const page = await visit('index.html');
    await page.click('.chooser summary');
    await page.check('[data-column="singleStreamP99Milliseconds"]');
    await page.uncheck('[data-column="recall@10"]');
    const heads = await page.locator(`${firstBoard} >> table.board thead th button`).allTextContents();
    expect(heads).toContain('single request, p99');
    expect(heads).not.toContain('Recall@10');
  });

  it('answers what is best under a limit and cheapest above a floor', async () => {
    const page = await visit('index.html');
    await page.fill('[data-number="limit"]', '0.01');
    await page.fill('[data-number="floor"]', '0.01');
    const answers = await page.locator(`${firstBoard} >> .answer`).allTextContents();
    expect(answers[0]).toMatch(/^Best NDCG@10 with single request, p50 under 0\.0100 ms: markov/u);
    expect(answers[1]).toMatch(/^Cheapest by single request, p50 with NDCG@10 above 0\.0100: popularity/u);
    expect(await page.locator(`${firstBoard} >> svg .limit`).count()).toBe(2);
    await page.selectOption('[data-choice="cost"]', 'peakMemoryBytes');
    await page.fill('[data-number="limit"]', '165');
    expect(await page.locator(`${firstBoard} >> .answer >> nth=0`).textContent()).toMatch(/under 165 MiB: popularity/u);
  });

  it('tells the nearest point of the plot, and leads to its page by a click', async () => {
    const page = await visit('index.html');
    const mark = page.locator(`${firstBoard} >> .plot a.mark[aria-label^="markov,"] path`);
    const box = (await mark.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2 + 9, box.y + box.height / 2 - 7);
    const tip = await page.locator('.tip').textContent();
    expect(tip).toMatch(/^markov/u);
    expect(tip).toMatch(/NDCG@10 0\.\d{4} ± 0\.\d{4}single request, p50 0\.\d+ ms/u);
    await page.mouse.click(box.x + box.width / 2 + 9, box.y + box.height / 2 - 7);
    await page.waitForURL(/runs\/markov\.shop/u);
    expect(await page.locator('h1').textContent()).toBe('markov on shop');
  });

  it('puts another cost, another accuracy and other axes on the plot', async () => {
    const page = await visit('index.html');
    const title = () => page.locator(`${firstBoard} >> svg.plot`).getAttribute('aria-label');
    expect(await title()).toBe('NDCG@10 against single request, p50 of 7 models on shop, strict');
    await page.selectOption('[data-choice="cost"]', 'parameterCount');
    expect(await title()).toBe('NDCG@10 against parameters of 7 models on shop, strict');
    // A log axis has no 0.
    expect(await page.locator(`${firstBoard} >> figcaption`).textContent()).toContain('a log axis has no 0: random');
    await page.click('.chooser summary');
    await page.selectOption('[data-choice="costAxis"]', 'linear');
    expect(await page.locator(`${firstBoard} >> figcaption`).textContent()).not.toContain('no 0');
    await page.selectOption('[data-choice="accuracy"]', 'recall@5');
    expect(await title()).toBe('Recall@5 against parameters of 7 models on shop, strict');
    expect(page.url()).toContain('sort=recall%405');
  });

  it('hands plots over as SVG that stands alone, and their data as CSV', async () => {
    const page = await visit('index.html');
    const download = async (kind: string) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`${firstBoard} >> [data-download="${kind}"]`),
      ]);
      return readFile(await file.path(), 'utf8');
    };
    const svg = await download('svg');
    expect(svg).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/u);
    expect(svg).toContain('--accent:#0b62a8');
    expect(svg).not.toContain('href');
    const lines = (await download('csv')).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'model,settings,seeds,ndcg@10,ndcg@10 low,ndcg@10 high,singleStreamP50Milliseconds,singleStreamP50Milliseconds low,singleStreamP50Milliseconds high',
    );
    expect(lines).toHaveLength(1 + 7);
    const learning = await page
      .goto(`${bases.disk}/runs/${runOf('sasrec-distilled', 'shop')}`)
      .then(() => page.locator('figure', { hasText: 'distillation loss' }));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      learning.locator('[data-download="csv"]').click(),
    ]);
    const csv = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(csv[0]).toBe('seed,epoch,phase,distillation loss');
    expect(csv[1]).toMatch(/^1,1,distil,0\.\d+$/u);
    expect(csv).toHaveLength(1 + 3 * 14);
  });

  it('compares two rows of the board, user by user', async () => {
    const page = await visit('index.html');
    await page.check(`${firstBoard} >> [aria-label="Compare sasrec"]`);
    await page.check(`${firstBoard} >> [aria-label="Compare popularity"]`);
    expect(await page.locator('#compare-names').textContent()).toBe('sasrec with popularity');
    await page.click('#compare-link');
    await page.waitForSelector('.verdict');
    expect(await page.locator('.verdict').textContent()).toMatch(
      /^sasrec ranks better than popularity: NDCG@10 0\.\d{4} against 0\.\d{4}\.$/u,
    );
    const outcomes = await page.locator('.outcomes b').allTextContents();
    expect(outcomes.reduce((sum, text) => sum + Number(text), 0)).toBe(400);
    expect(await page.locator('#comparison').textContent()).toContain('400 users; 3 and 3 seeds, crossed with users');
    // The other way round it is the same with its signs changed.
    await page.click('[data-swap]');
    await page.waitForFunction(`document.querySelector('.outcomes b').textContent === '${outcomes[2]}'`);
    const verdict = (await page.locator('.verdict').textContent())!;
    expect(verdict).toMatch(/^sasrec ranks better than popularity: NDCG@10/u);
    const [better, other] = [...verdict.matchAll(/0\.\d{4}/gu)].map(Number);
    expect(better).toBeGreaterThan(other!);
    // Of the second, only rows that answered the same cases are offered.
    const groups = await page.locator('[data-compare="b"] optgroup').all();
    const offered = await Promise.all(groups.map((group) => group.getAttribute('label')));
    expect(offered.every((label) => label!.startsWith('shop, strict'))).toBe(true);
    expect(offered).toHaveLength(2);
  });

  it('does not call two rows of the same model different, nor compare what cannot be', async () => {
    const page = await visit(
      `compare.html#a=${idOf('sasrec', 'shop')}&b=${idOf('sasrec-distilled', 'shop')}&by=recall%4010`,
      'server',
    );
    await page.waitForSelector('.verdict');
    expect(await page.locator('.verdict').textContent()).toContain('Recall@10');
    await page.goto(`${bases.server}/compare.html#a=${idOf('sasrec', 'shop')}&b=${idOf('sasrec', 'films')}`);
    await page.waitForSelector('#comparison .warn');
    expect(await page.locator('#comparison').textContent()).toContain('did not answer the same test cases');
  });

  it('finds the planted steps in the history and no other', async () => {
    const page = await visit('history.html#figure=singleStreamP50Milliseconds');
    const steps = () => page.locator('#history table.figures tbody tr').allTextContents();
    const latency = await steps();
    expect(latency).toHaveLength(2);
    for (const step of latency) expect(step).toMatch(/2026-01-09.*on daily.*\+\d\d\.\d %worse$/u);
    await page.selectOption('[data-history="figure"]', 'ndcg@10');
    const skill = await steps();
    expect(skill).toHaveLength(2);
    for (const step of skill) expect(step).toMatch(/2026-01-15.*on daily.*\+\d+\.\d %better$/u);
    await page.fill('[data-history="search"]', 'markov');
    expect(await page.locator('figure.history').count()).toBe(1);
  });

  it('can be used by keyboard alone', async () => {
    const page = await visit('index.html');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.locator(`${firstBoard} >> [data-sort="mrr@10"]`).focus();
    await page.keyboard.press('Enter');
    // Drawing anew keeps the focus where it was.
    expect(await page.evaluate('document.activeElement.dataset.sort')).toBe('mrr@10');
    expect(await page.locator(`${firstBoard} >> th[aria-sort] button`).getAttribute('data-sort')).toBe('mrr@10');
    await page.locator(`${firstBoard} >> .plot a.mark.front >> nth=0`).focus();
    expect(await page.locator('.tip').textContent()).toContain('NDCG@10');
    await page.keyboard.press('Enter');
    await page.waitForURL(/runs\//u);
    const region = page.locator('.scroll[tabindex="0"] >> nth=0');
    await region.focus();
    expect(await region.getAttribute('aria-label')).not.toBeNull();
  });

  it('keeps the theme that was chosen', async () => {
    const page = await visit('index.html', 'server');
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.click('[data-theme-toggle]');
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.goto(`${bases.server}/protocol.html`);
    expect(await paper()).toBe(dark);
  });

  it('shows tables and plots where scripts are off', async () => {
    const page = await visit('index.html', 'disk', { ...DESKTOP, javaScriptEnabled: false });
    expect(await page.locator('svg.plot').count()).toBe(4);
    expect(await page.locator('table.board tbody tr').count()).toBe(7 * 3 + 2);
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('.pick').first().isVisible()).toBe(false);
  });
});

describe.skipIf(executable === null)('pages for everybody', () => {
  /** Known once the board is written. */
  const pages: Readonly<Record<string, () => string>> = {
    board: () => 'index.html',
    run: () => `runs/${runOf('sasrec-distilled', 'shop')}`,
    comparison: () => `compare.html#a=${idOf('sasrec', 'shop')}&b=${idOf('markov', 'shop')}`,
    history: () => 'history.html',
    protocol: () => 'protocol.html',
  };
  const screens = { desktop: DESKTOP, phone: PHONE };

  it.each(
    Object.keys(pages).flatMap((name) => [
      { name, screen: 'desktop' as const },
      { name, screen: 'phone' as const },
    ]),
  )('have nothing that axe finds wrong: $name on a $screen, in light and in dark', async ({ name, screen }) => {
    const path = pages[name]!();
    const page = await visit(path, 'server', { ...screens[screen], colorScheme: 'light' });
    if (path.startsWith('compare')) await page.waitForSelector('.verdict');
    expect(await axeFaults(page)).toEqual([]);
    // Nothing but colours changes.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page, ['color-contrast']), 'dark').toEqual([]);
  });

  it('are photographed for the README, each picture small', async () => {
    const pictures = join(folder, 'pictures');
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'test/site/screenshots.ts', join(folder, 'board'), '--out', pictures],
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    for (const name of ['board', 'compare', 'run', 'phone']) {
      const bytes = await readFile(join(pictures, `${name}.webp`));
      expect(bytes.subarray(8, 12).toString()).toBe('WEBP');
      expect(bytes.byteLength).toBeGreaterThan(5000);
      expect(bytes.byteLength).toBeLessThanOrEqual(150_000);
    }
  });

  it('fit a phone: nothing but tables and plots is wider than the screen', async () => {
    const page = await visit('index.html', 'disk', PHONE);
    for (const path of Object.values(pages).map((page) => page())) {
      await page.goto(`${bases.disk}/${path}`);
      if (path.startsWith('compare')) await page.waitForSelector('.verdict');
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, path).toBeLessThanOrEqual(PHONE.viewport.width);
    }
  });
});
