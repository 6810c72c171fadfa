import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSite } from '../../harness/board/writeSite.ts';
import { siteFiles } from '../../reports/site/site.ts';
import type { SiteInput } from '../../reports/site/siteInput.ts';
import { boardCases, collectFiles, siteInputOf } from './boardFixture.ts';

let input: SiteInput;
let files: Map<string, string>;
let folder: string;

beforeAll(async () => {
  input = siteInputOf(boardCases());
  files = collectFiles(siteFiles(input));
  folder = await mkdtemp(join(tmpdir(), 'seqbench-site-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pages(): [string, string][] {
  return [...files].filter(([path]) => path.endsWith('.html'));
}

describe('files of a board', () => {
  it('are the same bytes each time', () => {
    expect(collectFiles(siteFiles(siteInputOf(boardCases())))).toEqual(files);
  });

  it('have names that every file system takes, each once', () => {
    for (const path of files.keys()) expect(path).toMatch(/^([a-z]+\/)?[A-Za-z0-9.-]+$/u);
    expect(new Set([...files.keys()].map((path) => path.toLowerCase())).size).toBe(files.size);
  });

  it('lead to each other and nowhere else', () => {
    for (const [path, text] of pages()) {
      for (const [, attribute] of text.matchAll(/(?:href|src)="([^"]*)"/gu)) {
        const target = attribute!.split('#')[0]!;
        if (target === '' || target.startsWith('data:')) continue;
        expect(target).not.toMatch(/^[a-z]+:|^\/\//iu);
        expect(files.has(posix.join(posix.dirname(path), target)), `${path} leads to ${target}`).toBe(true);
      }
    }
  });

  it('allow scripts and styles of their own alone, and hold none within', () => {
    for (const [, text] of pages()) {
      expect(text).toContain('http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;');
      expect(text).not.toMatch(/unsafe-inline|unsafe-eval/u);
      expect(text).not.toMatch(/<[^>]*\sstyle=/u);
      expect(text).not.toMatch(/<[^>]*\son\w+=/u);
      expect(text.match(/<script(?![^>]*\ssrc=)(?![^>]*type="application\/json")/u)).toBeNull();
    }
  });

  it('name a page for every row, with the failure of its failed seed', () => {
    const runs = pages().filter(([path]) => path.startsWith('runs/'));
    expect(runs.length).toBe(7 * 3 + 2);
    const failed = runs.filter(([, text]) => text.includes('out of cheese'));
    expect(failed.map(([path]) => path.split('.')[0])).toEqual(['runs/sasrec']);
    expect(failed[0]![1]).toContain('Error: out of cheese\n  at fit');
  });

  it('show plots and tables without any script', () => {
    const board = files.get('index.html')!;
    expect(board.match(/<figure class="pareto"/gu)?.length).toBe(4);
    expect(board).toContain('class="front-line"');
    expect(board).toContain('<table class="board">');
    expect(files.get('history.html')).toContain('class="level"');
    const [, run] = pages().find(([path]) => path.startsWith('runs/sasrec-distilled.shop'))!;
    for (const part of ['Training loss', 'distillation loss', 'finetune', 'By', 'Single requests', 'Recommended']) {
      expect(run).toContain(part);
    }
  });

  it('say that there are no records where there are none', () => {
    const empty = collectFiles(siteFiles({ ...input, records: [] }));
    expect(empty.get('index.html')).toContain('No records yet');
    expect(empty.get('history.html')).toContain('No model here was measured on two commits');
  });

  it('say what is missing where raw answers are not there, and keep the rest', () => {
    const gone = { absence: 'Cannot read items.npy.' };
    const answers = { array: () => gone, examples: () => gone };
    const bare = collectFiles(siteFiles({ ...input, answers }));
    const [, run] = [...bare].find(([path]) => path.startsWith('runs/sasrec.shop'))!;
    expect(run).toContain('Cannot read items.npy.');
    expect(run).toContain('Training loss');
    expect(bare.get('compare.html')).toContain('\\"caseKey\\":null'.replaceAll('\\', ''));
    expect([...bare.keys()].filter((path) => path.startsWith('data/'))).toEqual([]);
  });
});

describe('writing a board', () => {
  it('replaces an older board as a whole', async () => {
    const out = join(folder, 'board');
    await writeSite(input, out);
    await writeFile(join(out, 'left-over.html'), 'old');
    await writeSite(input, out);
    expect(existsSync(join(out, 'left-over.html'))).toBe(false);
    expect(await readFile(join(out, 'index.html'), 'utf8')).toBe(files.get('index.html'));
    expect((await readdir(folder)).filter((name) => name !== 'board')).toEqual([]);
  });

  it('keeps the older board, and leaves nothing behind, where it fails half-way', async () => {
    const out = join(folder, 'kept');
    await writeSite(input, out);
    const before = (await readdir(out)).sort();
    let reads = 0;
    const array: SiteInput['answers']['array'] = (record, name) => {
      if (++reads > 40) throw new Error('the disk is full');
      return input.answers.array(record, name);
    };
    await expect(writeSite({ ...input, answers: { ...input.answers, array } }, out)).rejects.toThrow('disk is full');
    expect((await readdir(out)).sort()).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('refuses a folder that holds anything else', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    await writeFile(join(home, 'thesis.tex'), '\\documentclass{book}');
    await expect(writeSite(input, home)).rejects.toThrow('holds other files, which a board would replace');
    expect(await readdir(home)).toEqual(['thesis.tex']);
    await expect(writeSite(input, join(home, 'thesis.tex'))).rejects.toThrow('is no folder');
  });
});
