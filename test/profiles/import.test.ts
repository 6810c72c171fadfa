/** Profiles written elsewhere, in every form that they come in; what is wrong is named with its line. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataRoots } from '../../src/dataset/dataPlaces.ts';
import { loadDataset } from '../../src/dataset/loadDataset.ts';
import { readProfileFile } from '../../src/profiles/import/readProfileFile.ts';
import { importSourceSchema } from '../../src/profiles/source/sourceSettings.ts';
import { makeTexts } from '../../src/profiles/texts/makeTexts.ts';
import { manyFilms, profilePlace, splitOf } from './support.ts';

const FIELDS = { user: 'user_id', text: 'profile' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seqbench-import-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const LINES = '{"user_id": "b", "profile": " Likes\\ntea. "}\n\n{"user_id": 7, "profile": "Likes \\"milk\\"."}\n';
const READ = [
  { user: '7', text: 'Likes "milk".', source: 'imported' },
  { user: 'b', text: 'Likes\ntea.', source: 'imported' },
];

describe('reads', () => {
  test.each([
    ['JSON lines', 'a.jsonl', LINES],
    ['JSON lines with a byte order mark and carriage returns', 'a.ndjson', `\uFEFF${LINES.replaceAll('\n', '\r\n')}`],
    ['gzipped JSON lines', 'a.jsonl.gz', gzipSync(LINES)],
    ['gzip under another name', 'a.jsonl', gzipSync(LINES)],
    ['a list of records', 'a.json', `[${LINES.trim().replace('\n\n', ',')}]`],
    ['an object from user to text', 'a.json', '{"b": "Likes\\ntea.", "7": "Likes \\"milk\\"."}'],
    ['CSV', 'a.csv', 'id,user_id,profile\n1,b,"Likes\ntea."\n2,7,"Likes ""milk""."\n'],
    ['TSV', 'a.tsv', 'profile\tuser_id\n"Likes\ntea."\tb\n"Likes ""milk""."\t7\n'],
    [
      "RecBole's files, without their padding",
      'a.tsv',
      'user_id:token\tprofile:token_seq\n[PAD]\tnobody\nb\t Likes\ttea\n7\tx'.replace('Likes\ttea', 'y'),
    ],
  ])('%s', async (_, name, content) => {
    const { profiles } = await readProfileFile(file(name, content), FIELDS);
    if (name === 'a.tsv' && String(content).includes('token')) {
      expect(profiles.map(({ user, text }) => [user, text])).toEqual([
        ['7', 'x'],
        ['b', 'y'],
      ]);
    } else {
      expect(profiles).toEqual(READ);
    }
  });

  test('other names of fields, and texts in paragraphs', async () => {
    const path = file('a.jsonl', '{"who": "a", "said": ["One.", "Two."]}\n');
    expect((await readProfileFile(path, { user: 'who', text: 'said' })).profiles[0]!.text).toBe('One.\nTwo.');
  });

  test('users without a text, and counts them', async () => {
    const path = file(
      'a.jsonl',
      '{"user_id":"a","profile":null}\n{"user_id":"b","profile":" "}\n{"user_id":"c","profile":"x"}\n',
    );
    const { profiles, withoutTextCount } = await readProfileFile(path, FIELDS);
    expect(profiles.map(({ user }) => user)).toEqual(['c']);
    expect(withoutTextCount).toBe(2);
  });
});

describe('refuses', () => {
  const twice = '{"user_id":"a","profile":"x"}\n{"user_id":"b","profile":"y"}\n\n{"user_id":"a","profile":"z"}\n';
  test.each([
    ['two profiles of a user', 'a.jsonl', twice, 'user "a" on line 1 and line 4. Leave one of each.'],
    [
      'two profiles of a user, where records have several lines',
      'a.csv',
      'user_id,profile\na,"x\nx"\n\nb,y\na,z\n',
      'user "a" on line 2 and line 6. Leave one of each.',
    ],
    [
      'a line that is no JSON',
      'a.jsonl',
      '{"user_id":"a","profile":"x"}\nuser b: y\n',
      ', line 2: not readable as JSON.',
    ],
    ['a line that is no record', 'a.jsonl', '["a","x"]\n', ', line 1: a record must be a JSON object.'],
    [
      'a missing field',
      'a.jsonl',
      '{"user":"a","profile":"x"}\n',
      ', line 1: there is no field "user_id", but "user", "profile"; name it in "fields.user".',
    ],
    ['a text that is none', 'a.jsonl', '{"user_id":"a","profile":{"x":1}}\n', ', line 1: "profile" must be a text.'],
    ['a user that is none', 'a.jsonl', '{"user_id":null,"profile":"x"}\n', ', line 1: "user_id" must be a user\'s id.'],
    ['a file without profiles', 'a.jsonl', '\n', ' holds no profile.'],
    ['rows of another length', 'a.csv', 'user_id,profile\na\n', ' cannot be read: Invalid Record Length'],
    ['other kinds of files', 'a.parquet', 'PAR1', ': profiles are read from .jsonl, .json, .csv and .tsv files'],
    ['a damaged gzip file', 'a.jsonl.gz', gzipSync(LINES).subarray(0, 40), ' cannot be read ('],
  ])('%s', async (_, name, content, message) => {
    const path = file(name, content);
    await expect(readProfileFile(path, FIELDS)).rejects.toThrow(path);
    await expect(readProfileFile(path, FIELDS)).rejects.toThrow(message);
    await expect(readProfileFile(path, FIELDS)).rejects.toMatchObject({ name: 'UserError' });
  });
});

describe('for a dataset', () => {
  const films = manyFilms(12);
  const split = splitOf(films);
  const drawn = films.userIds[split.validation.sequences.users[0]!]!;
  const [first, second] = Array.from(split.train.users, (user) => films.userIds[user]!);
  const make = async (content: string, settings: object = {}) => {
    const place = profilePlace();
    const source = importSourceSchema.parse({ kind: 'import', file: file('a.jsonl', content), ...settings });
    try {
      return await makeTexts(films, split, source, place.options);
    } finally {
      place.remove();
    }
  };
  const line = (user: string) => `${JSON.stringify({ user_id: user, profile: `Of ${user}.` })}\n`;

  test('keeps those of users that are trained on, and counts the others', async () => {
    const texts = await make([second!, 'stranger', first!, drawn, 'guest'].map(line).join(''), { label: 'Notes' });
    expect(texts.profiles.map(({ user }) => user)).toEqual([first, second].sort());
    expect(texts).toMatchObject({
      source: 'imported',
      label: 'Notes',
      facts: { unknownUsers: 2, untrainedUsers: 1, leakCheck: 'not possible: made elsewhere' },
      costs: { seconds: null, promptTokens: null, money: null },
    });
  });

  test('refuses a file about other users, with examples of both', async () => {
    await expect(make(line('stranger'))).rejects.toThrow(
      /has no profile of any of the \d+ training users of "films": its users are called "stranger" and the like, those of the data "u\d+"/,
    );
  });

  test('refuses a file that is not there, with the places looked at', async () => {
    await expect(make('', { file: 'nowhere/profiles.jsonl' })).rejects.toThrow(
      /No file "nowhere\/profiles.jsonl". Looked at:\n/,
    );
  });
});

const real = dataRoots().find((root) => existsSync(join(root, 'llm-profiles-cds')));

describe.skipIf(real === undefined)('real profiles', () => {
  test.each(['dense', 'sparse'])('of 100 users of Amazon CDs (%s)', async (kind) => {
    const path = join(real!, 'llm-profiles-cds', `CDs-100-user-${kind}.user_profiles.tsv.gz`);
    const { profiles, withoutTextCount } = await readProfileFile(path, { user: 'user_id', text: 'user_description' });
    expect(profiles).toHaveLength(100);
    expect(withoutTextCount).toBe(0);
    expect(profiles.every(({ text }) => text.length > 100)).toBe(true);
    if (kind === 'dense') expect(profiles.some(({ text }) => text.includes('"Purple Rain"'))).toBe(true);
  });

  test('of MovieLens: all of them of users before the cutoff', async () => {
    const place = profilePlace();
    const cacheDirectory = place.directory;
    const dataset = await loadDataset('ml-latest-small', { cacheDirectory, skipBadRows: false, withItemText: true });
    const split = splitOf(dataset, { core: 5, target: 'successive' });
    const source = importSourceSchema.parse({ kind: 'import', file: 'ml-latest-small/llm-profiles.jsonl.gz' });
    const texts = await makeTexts(dataset, split, source, place.options);
    place.remove();
    expect(Math.floor(split.cutoffSeconds!)).toBe(1_321_797_468);
    expect(texts.facts).toMatchObject({ unknownUsers: 0, untrainedUsers: 53 });
    expect(texts.profiles).toHaveLength(480);
    expect(split.train.users).toHaveLength(480);
  });
});
