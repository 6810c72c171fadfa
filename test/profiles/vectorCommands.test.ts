/** `seqbench profiles encode`, `reduce` and `inspect`, one after the other, as a user would. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from '../harness/seqbench.ts';

let place: Workplace;
const file = (name: string): string => join(place.folder, name);

const SUBJECTS = ['noir crime', 'jazz musicals', 'opera recordings', 'robot heists'];
const LINES = Array.from({ length: 80 }, (_, user) => {
  const profile = `Enjoys ${SUBJECTS[user % 4]!} and has done so ${100 + (user % 7)} times`;
  return `${JSON.stringify({ user_id: `u${String(user).padStart(2, '0')}`, profile })}\n`;
});

beforeAll(() => {
  place = openWorkplace();
  writeFileSync(file('texts.jsonl.gz'), gzipSync(LINES.join('')));
});
afterAll(() => {
  place.remove();
});

async function json(...words: string[]) {
  const { exitCode, stdout, stderr } = await place.run('profiles', ...words, '--json');
  expect(stderr).not.toMatch(/Error/u);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

it('encode, reduce and inspect hand files on', async () => {
  const [texts, encoded, targets] = [file('texts.jsonl.gz'), file('encoded.safetensors'), file('targets.safetensors')];
  const made = await json('encode', texts, '--out', encoded, '--settings', '{ kind: tfidf, width: 12 }');
  expect(made).toMatchObject({ profileCount: 80, facts: { kind: 'tfidf', textsWithoutWords: 0 } });
  const reduced = await json(
    'reduce',
    encoded,
    '--width',
    '5',
    '--out',
    targets,
    '--settings',
    '{ kind: umap, epochs: 40 }',
  );
  expect(reduced).toMatchObject({ profileCount: 80, width: 5, facts: { kind: 'umap', epochs: 40 } });
  const about = ['--before', encoded, '--texts', texts, '--user', 'u10', '--neighbours', '3', '--svg', file('map.svg')];
  const { exitCode, stdout } = await place.run('profiles', 'inspect', targets, ...about);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /targets\.safetensors: 80 profiles in 5 dimensions, from \d+ by UMAP of 80 rows in 40 epochs/u,
  );
  expect(stdout).toMatch(/cosine of random pairs +\S+ ± \S+ +-> +\S+ ± \S+\n/u);
  expect(stdout).toMatch(/neighbourhoods +\d+ % of the 15 nearest kept; trustworthiness 0\.\d{3}; 80 profiles/u);
  // Users of the same kind are next to each other: 10 is of the third.
  expect(stdout.match(/^ {4}Enjoys opera recordings/gmu)).toHaveLength(4);
  expect(readFileSync(file('map.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/u);
});

it.each([
  [['encode', 'absent.jsonl'], /absent\.jsonl/u],
  [['encode', 'texts.jsonl.gz', '--settings', '{ kind: tfidf, widht: 3 }'], /--settings:1: widht is not a known key/u],
  [['reduce', 'texts.jsonl.gz'], /damaged or no safetensors file/u],
  [['reduce', 'absent.safetensors'], /absent\.safetensors/u],
  [['inspect', 'encoded.safetensors', '--user', 'u7'], /--user u7: there is no such user among the vectors/u],
])('bad input gets one sentence and exit code 2: %j', async (words, sentence) => {
  const resolved = words.map((word) => (/\.(gz|jsonl|safetensors)$/u.test(word) ? file(word) : word));
  const { exitCode, stdout, stderr } = await place.run('profiles', ...resolved);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at /mu);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});
