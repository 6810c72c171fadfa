/** Markup in every text of a submission, and in its name, is shown as text. Skipped visibly where Chromium is not installed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeSubmissions } from '../../harness/merge/mergeSubmissions.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { siteInput } from '../../harness/board/siteInput.ts';
import { writeSite } from '../../harness/board/writeSite.ts';
import { chromiumPath, openChromium } from '../support/chromium.ts';
import { DESKTOP, openPage } from '../site/browserBoard.ts';
import { hostileRecord, hostileTexts } from '../site/hostileText.ts';
import type { SimulatedCase } from '../support/simulatedRecords.ts';
import { casesOf, recordOf, withFile, withoutAnswers, writeSubmission } from './submissions.ts';

const executable = chromiumPath();
/** A folder may be called almost anything. */
const NAME = `<img src=x onerror="window.hacked=1">`;

let folder: string;
let base: string;
let browser: Browser;

/** All its texts but those that it would be refused for. */
function hostileCase(made: SimulatedCase): SimulatedCase {
  const change = (bytes: Buffer) => Buffer.from(JSON.stringify(hostileTexts(JSON.parse(bytes.toString()))));
  const changed = withFile(made, 'examples.json', change);
  const { answers, groups } = recordOf(changed);
  return { ...changed, record: { ...(hostileRecord(changed.record) as CompletedRecord), answers, groups } };
}

beforeAll(async () => {
  if (executable === null) return;
  folder = await mkdtemp(join(tmpdir(), 'seqbench-hostile-'));
  const hostile = casesOf({ seeds: [1] }).map((made) => {
    // Names of folders come from the machine and the commit; these are plain to be written at all.
    const { record, files } = hostileCase(made);
    const { machine, code } = record;
    return {
      files,
      record: { ...record, machine: { ...machine, id: 'place' }, code: { ...code, commit: 'abcdef01' } },
    };
  });
  const directory = await writeSubmission(folder, NAME, hostile);
  const [first] = hostile as [SimulatedCase];
  const other = withoutAnswers({ ...first, record: { ...first.record, seed: 5, caseId: 'other' } });
  const bare = await writeSubmission(folder, `${NAME}2`, [other]);
  const { stored, provenanceOf, answers } = await mergeSubmissions([directory, bare], null, {
    onSubmission: () => undefined,
  });
  const out = join(folder, 'board');
  await writeSite(siteInput(stored, provenanceOf, answers), out);
  base = pathToFileURL(out).href;
  browser = await openChromium(executable);
});

afterAll(async () => {
  if (executable === null) return;
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(executable === null)('markup in a submission', () => {
  it('is text on every page', async () => {
    const { page, faults } = await openPage(browser, base, DESKTOP);
    const runs = await readdir(join(folder, 'board/runs'));
    expect(runs).toHaveLength(3);
    for (const path of [
      'index.html',
      'history.html',
      'protocol.html',
      'compare.html',
      ...runs.map((run) => `runs/${run}`),
    ]) {
      await page.goto(`${base}/${path}`);
      const planted = await page.evaluate<
        string[]
      >(`[...document.querySelectorAll('img, [onerror], [onload], a[href^="javascript"]')]
        .map((element) => element.outerHTML.slice(0, 200))`);
      expect(planted).toEqual([]);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      if (path === 'index.html' || path.startsWith('runs/')) {
        expect(await page.locator('main').innerText()).toContain(NAME);
      }
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('gets into no name of a file', async () => {
    for (const path of await readdir(join(folder, 'board'), { recursive: true })) {
      expect(path).toMatch(/^([a-z]+[/\\])?[A-Za-z0-9.-]+$/u);
    }
  });
});
