/** Markup in every field of every record and example is shown as text. Skipped visibly where Chromium is not installed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/records/record.ts';
import { writeSite } from '../../harness/board/writeSite.ts';
import { chromiumPath, openChromium } from '../support/chromium.ts';
import { boardCases, siteInputOf } from './boardFixture.ts';
import { DESKTOP, openPage, type OpenPage } from './browserBoard.ts';
import { HOSTILE, hostileRecord, hostileTexts } from './hostileText.ts';

const executable = chromiumPath();
let folder: string;
let base: string;
let runs: string[];
let browser: Browser;

function hostile<Value>(value: Value): Value {
  const isRecord = typeof value === 'object' && value !== null && 'schemaVersion' in value;
  return isRecord ? (hostileRecord(value as unknown as RunRecord) as Value) : hostileTexts(value);
}

beforeAll(async () => {
  if (executable === null) return;
  folder = await mkdtemp(join(tmpdir(), 'seqbench-hostile-'));
  const out = join(folder, 'board');
  await writeSite(siteInputOf(boardCases(), hostile), out);
  runs = await readdir(join(out, 'runs'));
  base = pathToFileURL(out).href;
  browser = await openChromium(executable);
});

afterAll(async () => {
  if (executable === null) return;
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** Elements that only hostile text could have made. */
async function planted(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('*')]
    .filter((element) => element.localName === 'img' || [...element.attributes].some(({ name, value }) =>
      name.startsWith('on') || /^\\s*javascript:/i.test(value)))
    .map((element) => element.outerHTML.slice(0, 200))`);
}

async function check({ page, faults }: OpenPage): Promise<void> {
  expect(await planted(page)).toEqual([]);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  expect(faults).toEqual([]);
  // It is there, as text.
  expect(await page.locator('body').innerText()).toContain('<img src=x onerror="window.hacked=1">');
}

describe.skipIf(executable === null)('markup in records', () => {
  it('is text on the board, in its choices and beside its points', async () => {
    const open = await openPage(browser, base, DESKTOP);
    const { page } = open;
    await page.goto(`${base}/index.html`);
    await check(open);
    await page.locator('section.set >> nth=0 >> .plot a.mark >> nth=0').hover();
    expect(await page.locator('.tip').textContent()).toContain(HOSTILE);
    await page.selectOption('[data-facet="dataset"]', { index: 1 });
    await page.click('section.set >> nth=0 >> [data-sort="recall@10"]');
    await page.check('section.set >> nth=0 >> [data-pick] >> nth=0');
    await page.check('section.set >> nth=0 >> [data-pick] >> nth=1');
    await check(open);
    await page.click('#compare-link');
    await page.waitForSelector('.verdict');
    await check(open);
    await page.context().close();
  });

  it('is text on the pages of rows, among them a failed one', async () => {
    const open = await openPage(browser, base, DESKTOP);
    for (const name of runs.filter((run) => /^(sasrec|markov|idgenrec)/u.test(run)).slice(0, 6)) {
      await open.page.goto(`${base}/runs/${name}`);
      await check(open);
    }
    await open.page.context().close();
  });

  it('is text in the history, and in an address that somebody made up', async () => {
    const open = await openPage(browser, base, DESKTOP);
    await open.page.goto(`${base}/history.html`);
    await check(open);
    const word = encodeURIComponent(HOSTILE);
    for (const path of [`index.html#search=${word}&dataset=${word}&columns=${word}`, `history.html#search=${word}`]) {
      await open.page.goto('about:blank');
      await open.page.goto(`${base}/${path}`);
      expect(await planted(open.page)).toEqual([]);
    }
    await open.page.goto(`${base}/compare.html#a=${word}&b=${word}&by=${word}`);
    expect(await planted(open.page)).toEqual([]);
    expect(open.faults).toEqual([]);
    await open.page.context().close();
  });

  it('does not get into names of files', () => {
    for (const name of runs) expect(name).toMatch(/^[a-z0-9.-]+\.html$/u);
  });
});
