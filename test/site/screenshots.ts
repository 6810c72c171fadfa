/**
 * Pictures of a board for the README, taken in the system's Chromium: `npm run screenshots -- BOARD`, where BOARD is a folder
 * that `seqbench leaderboard` or `seqbench run` wrote. The first board's best model is the one whose page is shown, beside
 * the next best in the comparison.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumPath, openChromium } from '../support/chromium.ts';
import { openPage, PHONE } from './browserBoard.ts';

const MOST_BYTES = 150_000;
/** Of WebP, the best first; the first that is small enough is taken. */
const QUALITIES = [90, 80, 65, 50];
const DESKTOP = { viewport: { width: 1200, height: 860 }, deviceScaleFactor: 1.5, colorScheme: 'light' } as const;
const SMALL = { ...PHONE, deviceScaleFactor: 2, colorScheme: 'dark' } as const;

interface Shot {
  readonly file: string;
  /** Below the board's folder. */
  readonly address: string;
  readonly options: BrowserContextOptions;
  /** What has to be there before the picture is taken. */
  readonly awaited: string;
  /** What the picture starts with; null for the top of the page. */
  readonly top: string | null;
}

function shotsOf([best, next]: readonly [string, string]): Shot[] {
  const id = (link: string) => link.replace(/^runs\//u, '').replace(/\.html$/u, '');
  const pair = new URLSearchParams({ a: id(next), b: id(best) }).toString();
  return [
    { file: 'board.webp', address: 'index.html', options: DESKTOP, awaited: 'svg.plot', top: 'section.set' },
    { file: 'compare.webp', address: `compare.html#${pair}`, options: DESKTOP, awaited: '#comparison svg', top: null },
    { file: 'run.webp', address: best, options: DESKTOP, awaited: 'svg.plot', top: '#curves' },
    { file: 'phone.webp', address: 'index.html', options: SMALL, awaited: 'svg.plot', top: 'section.set' },
  ];
}

/** Playwright itself writes PNG and JPEG only. */
async function picture(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  for (const quality of QUALITIES) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
    const bytes = Buffer.from(data, 'base64');
    if (bytes.byteLength <= MOST_BYTES) return bytes;
  }
  throw new Error(`The picture of ${page.url()} is larger than ${MOST_BYTES} bytes at every quality.`);
}

async function take(browser: Browser, base: string, shot: Shot): Promise<Buffer> {
  const { page, faults } = await openPage(browser, base, shot.options);
  await page.goto(`${base}/${shot.address}`);
  await page.locator(shot.awaited).first().waitFor();
  // Headings need air above them.
  if (shot.top !== null) {
    await page.evaluate(`document.querySelector('${shot.top}')?.scrollIntoView(); scrollBy(0, -20)`);
  }
  const bytes = await picture(page);
  await page.context().close();
  if (faults.length > 0) throw new Error(`${shot.address}: ${faults.join('; ')}`);
  return bytes;
}

async function bestTwo(browser: Browser, base: string): Promise<[string, string]> {
  const { page } = await openPage(browser, base, DESKTOP);
  await page.goto(`${base}/index.html`);
  const links = page.locator('section.set').first().locator('tbody th a');
  if ((await links.count()) < 2) throw new Error('The board has no two models to show.');
  const [best, next] = [await links.nth(0).getAttribute('href'), await links.nth(1).getAttribute('href')];
  await page.context().close();
  return [best!, next!];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string', default: 'docs' } },
  });
  const board = resolve(positionals[0] ?? 'results/report');
  const executable = chromiumPath();
  if (executable === null) throw new Error('There is no Chromium in the search path.');
  if (!existsSync(join(board, 'index.html')))
    throw new Error(`${board} holds no board; seqbench leaderboard writes one.`);
  mkdirSync(values.out, { recursive: true });
  const browser = await openChromium(executable);
  try {
    const base = pathToFileURL(board).href;
    for (const shot of shotsOf(await bestTwo(browser, base))) {
      const bytes = await take(browser, base, shot);
      writeFileSync(join(values.out, shot.file), bytes);
      console.log(`${join(values.out, shot.file)}: ${Math.round(bytes.byteLength / 1000)} kB`);
    }
  } finally {
    await browser.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
