import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mergeSubmissions, submissionNames, type MergedResults } from '../../harness/merge/mergeSubmissions.ts';
import { recordPath } from '../../harness/records/recordStore.ts';
import { siteInput } from '../../harness/board/siteInput.ts';
import type { Leaderboard } from '../../reports/exports/leaderboardSchema.ts';
import { siteFiles } from '../../reports/site/site.ts';
import { collectFiles } from '../site/boardFixture.ts';
import type { SimulatedCase } from '../support/simulatedRecords.ts';
import { simulatedCommit } from '../support/simulatedRecords.ts';
import { casesOf, OTHER_MACHINE, recordOf, saying, withFile, withoutAnswers, writeSubmission } from './submissions.ts';

const cases = casesOf();
const [first] = cases as [SimulatedCase];
let parent: string;
let count = 0;
let folder: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'seqbench-merge-'));
});
beforeEach(() => {
  folder = join(parent, String(count++));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

function merge(directories: readonly string[], own: string | null = null): Promise<MergedResults> {
  return mergeSubmissions(directories, own, { onSubmission: () => undefined });
}

function boardOf({ stored, provenanceOf, answers }: MergedResults) {
  const files = collectFiles(siteFiles(siteInput(stored, provenanceOf, answers)));
  return { files, leaderboard: JSON.parse(files.get('leaderboard.json')!) as Leaderboard };
}

/** What is said of a submission of this one case. */
async function refusal(made: SimulatedCase): Promise<string> {
  const directory = await writeSubmission(folder, 'alice', [made]);
  return merge([directory]).then(
    () => 'merged',
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'UserError' });
      return (error as Error).message;
    },
  );
}

function firstPath(directory: string): string {
  const { record } = first;
  return recordPath(directory, record.machine.id, record.code.commit, record.caseId);
}

describe('a merged board', () => {
  it('shows each row with its grade, on the board, on its page and in every export', async () => {
    const own = await writeSubmission(folder, 'results', casesOf({ machines: [OTHER_MACHINE] }));
    const alice = await writeSubmission(folder, 'alice', cases);
    const bob = await writeSubmission(
      folder,
      'bob',
      casesOf({ commits: [simulatedCommit(1)], seeds: [3] }).map(withoutAnswers),
    );
    const merged = await merge([alice, bob], own);
    expect(merged.counts).toEqual({ 'run-here': 4, 'raw-answers': 4, 'figures-only': 2 });
    expect(merged.notes).toEqual([]);
    const { files, leaderboard } = boardOf(merged);
    const graded = leaderboard.rows.map(({ model, machine, seeds, provenance }) => {
      return [model, machine.cpuModel, seeds, provenance.grade, provenance.submission];
    });
    expect(graded).toEqual([
      ['popularity', 'Other CPU', [1, 2], 'run-here', null],
      ['sasrec', 'Other CPU', [1, 2], 'run-here', null],
      ['popularity', 'Example CPU', [1, 2], 'raw-answers', 'alice'],
      ['sasrec', 'Example CPU', [1, 2], 'raw-answers', 'alice'],
      ['popularity', 'Example CPU', [3], 'figures-only', 'bob'],
      ['sasrec', 'Example CPU', [3], 'figures-only', 'bob'],
    ]);
    const board = files.get('index.html')!;
    for (const text of ['run here', 'submitted with raw answers: alice', 'figures only: bob']) {
      expect(board).toContain(`<bdi>${text}</bdi>`);
    }
    const page = files.get(leaderboard.rows[5]!.page!)!;
    expect(page).toContain('<li class="warn"><bdi>figures only: bob</bdi></li>');
    expect(page).toContain('nothing could be checked');
    expect(page).toContain('This submission has figures alone and no raw answers.');
    expect(files.get('results.csv')).toContain('figures-only,bob');
    expect(files.get('leaderboard.csv')).toContain('raw-answers,alice');
    expect(page).not.toContain(folder);
  });

  it('has the figures that each board had alone', async () => {
    const alice = await writeSubmission(folder, 'alice', cases);
    const bob = await writeSubmission(folder, 'bob', casesOf({ machines: [OTHER_MACHINE] }));
    const figures = async (directories: string[]) =>
      boardOf(await merge(directories)).leaderboard.rows.map((row) => [row.model, row.figures]);
    expect(await figures([alice, bob])).toEqual([...(await figures([alice])), ...(await figures([bob]))]);
  });

  it('counts a case once: of who ran it here, then of who sent its answers, then of who comes first', async () => {
    const alice = await writeSubmission(folder, 'alice', cases.map(withoutAnswers));
    const bob = await writeSubmission(folder, 'bob', cases);
    const own = await writeSubmission(folder, 'results', cases.slice(0, 1));
    const merged = await merge([alice, bob], own);
    expect(merged.counts).toEqual({ 'run-here': 1, 'raw-answers': 3, 'figures-only': 0 });
    expect(merged.notes).toEqual([
      'bob: 1 case of another submission as well, counted once.',
      'alice: 4 cases of another submission as well, counted once.',
    ]);
    const { leaderboard } = boardOf(merged);
    expect(leaderboard.rows.flatMap((row) => row.provenance.cases)).toHaveLength(cases.length);
  });

  it('never lets a submission take the place of what was run here, or enter its mean', async () => {
    const own = await writeSubmission(folder, 'results', cases);
    const later = { startedAt: '2099-01-01T00:00:00.000Z', code: { ...first.record.code, commit: 'f'.repeat(40) } };
    const forged = withoutAnswers(saying(first, { ...later, metrics: { 'ndcg@10': 0.99 } }));
    const eve = await writeSubmission(folder, 'eve', [
      forged,
      withoutAnswers(saying(forged, { seed: 9, caseId: 'x' })),
    ]);
    const { leaderboard } = boardOf(await merge([eve], own));
    const alone = boardOf({
      ...(await merge([own])),
      provenanceOf: () => ({ grade: 'run-here', submission: null }),
    });
    const ours = leaderboard.rows.filter(({ provenance }) => provenance.grade === 'run-here');
    expect(ours.map(({ figures }) => figures)).toEqual(alone.leaderboard.rows.map(({ figures }) => figures));
    expect(leaderboard.rows.filter(({ provenance }) => provenance.submission === 'eve')).toHaveLength(1);
  });

  it('keeps other splits and other data apart', async () => {
    const alice = await writeSubmission(folder, 'alice', cases);
    const shops = [{ name: 'films', caseCount: 150, itemCount: 300, k: 10 }];
    const bob = await writeSubmission(folder, 'bob', casesOf({ shops }));
    const { leaderboard } = boardOf(await merge([alice, bob]));
    expect(leaderboard.boards.map(({ rows }) => rows.length)).toEqual([2, 2]);
  });

  it('tells submissions of the same name apart', () => {
    expect(submissionNames(['a/results', 'b/results/', './c'])).toEqual(['results', 'results (2)', 'c']);
    expect(submissionNames(['results (2)', 'a/results', 'b/results'])).toEqual([
      'results (2)',
      'results',
      'results (3)',
    ]);
  });
});

describe('a submission is refused by name, and nothing is merged, where', () => {
  it('a figure does not follow from the answers', async () => {
    const { metrics } = recordOf(first);
    const said = await refusal(saying(first, { metrics: { ...metrics, 'ndcg@10': 0.9 } }));
    expect(said).toMatch(
      /^A record is refused, and nothing was merged:\n {2}.*alice.*popularity\.shop.*\.json: ndcg@10 is 0\.9/u,
    );
    expect(said).toContain('by its raw answers');
    expect(said).toMatch(/leave its folder out\.$/u);
  });

  it.each(['recall@5', 'mrr@10', 'precision@10', 'map@5', 'coverage@10', 'gini@5'])(
    '%s is a little off',
    async (name) => {
      const { metrics } = recordOf(first);
      expect(
        await refusal(saying(first, { metrics: { ...metrics, [name]: metrics[name]! * 1.0001 + 1e-5 } })),
      ).toContain(name);
    },
  );

  it.each([
    'inferenceSeconds',
    'usersPerSecond',
    'singleStreamP50Milliseconds',
    'singleStreamP99Milliseconds',
  ] as const)('%s does not follow from the samples', async (name) => {
    const { costs } = recordOf(first);
    expect(await refusal(saying(first, { costs: { ...costs, [name]: costs[name]! * 0.9 } }))).toContain(`${name} is`);
  });

  it('a figure of a group of users does not follow', async () => {
    const [group, ...groups] = recordOf(first).groups;
    const said = await refusal(saying(first, { groups: [{ ...group!, caseCount: group!.caseCount + 1 }, ...groups] }));
    expect(said).toContain(`cases of "${group!.by} ${group!.label}"`);
  });

  it('it hides which cases are in its groups', async () => {
    const { answers } = recordOf(first);
    const files = answers.files.filter(({ name }) => name !== 'historyLengths.npy');
    expect(await refusal(saying(first, { answers: { ...answers, files } }))).toContain('do not say which cases');
  });

  it('it has a figure that no such lists can give', async () => {
    const { metrics } = recordOf(first);
    expect(await refusal(saying(first, { metrics: { ...metrics, 'ndcg@50': 0.5 } }))).toContain('ndcg@50 is no figure');
    folder += 'b';
    expect(await refusal(saying(first, { cutoffs: [5, 50] }))).toContain('too few for its cutoffs');
  });

  it('an answer was changed', async () => {
    const alice = await writeSubmission(folder, 'alice', [first]);
    const items = join(dirname(firstPath(alice)), recordOf(first).answers.directory, 'items.npy');
    const bytes = Buffer.from(first.files.find(({ path }) => path.endsWith('items.npy'))!.bytes);
    bytes[bytes.length - 4]! ^= 1;
    await writeFile(items, bytes);
    await expect(merge([alice])).rejects.toThrow('is not the file that its record was written with');
  });

  it.each([
    ['an item twice in a list', (bytes: Buffer) => bytes.fill(bytes.subarray(128, 132), 128, 168), 'twice'],
    [
      'an item that the catalogue has not',
      (bytes: Buffer) => (bytes.writeUInt32LE(999, 128), bytes),
      'catalogue ends at 500',
    ],
    [
      'lists of another form',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('(200, 10)', '(100, 20)'), 'latin1'),
      'has shape 100 x 20',
    ],
    ['no array at all', () => Buffer.from('MZ'), 'is not a readable .npy file'],
  ])('its answers have %s', async (_, change, expected) => {
    expect(await refusal(withFile(first, 'items.npy', change))).toContain(expected);
  });

  it('its examples are of another form', async () => {
    const change = () => Buffer.from(JSON.stringify([{ case: 0, user: { toString: 1 } }]));
    expect(await refusal(withFile(first, 'examples.json', change))).toContain('holds no examples');
  });

  it('some of its answers are missing', async () => {
    const files = first.files.filter(({ path }) => !path.endsWith('targets.npy'));
    expect(await refusal({ ...first, files })).toContain('targets.npy');
  });

  it('it answered other cases than the others on its split', async () => {
    const alice = await writeSubmission(folder, 'alice', [first]);
    const change = (bytes: Buffer) => (bytes.writeUInt32LE(4_000_000, 128), bytes);
    const bob = await writeSubmission(folder, 'bob', [withFile(cases[1]!, 'users.npy', change)]);
    await expect(merge([alice, bob])).rejects.toThrow(
      /bob.*: its users are not those of .*alice.*names the same split/u,
    );
  });

  it('it answered other cases than those that were run here', async () => {
    const own = await writeSubmission(folder, 'results', [first]);
    const change = (bytes: Buffer) => (bytes.writeUInt32LE(4_000_000, 128), bytes);
    const bob = await writeSubmission(folder, 'bob', [withFile(cases[1]!, 'users.npy', change)]);
    await expect(merge([bob], own)).rejects.toThrow(/bob.*: its users are not those of .*results/u);
    const { split } = recordOf(first);
    const fewer = saying(withoutAnswers(cases[1]!), { split: { ...split, testCaseCount: 10 } });
    const eve = await writeSubmission(folder, 'eve', [fewer]);
    await expect(merge([eve], own)).rejects.toThrow(/eve.*: its test cases are not those of .*results/u);
  });

  it('its record is corrupt, is of a later version, or there is none', async () => {
    const alice = await writeSubmission(folder, 'alice', [first]);
    await writeFile(firstPath(alice), '{"schemaVersion": 99}');
    await expect(merge([alice])).rejects.toThrow('has schema version 99');
    await writeFile(firstPath(alice), '{');
    await expect(merge([alice])).rejects.toThrow(/is corrupt: .* Ask who sent it/u);
    await mkdir(join(folder, 'empty'));
    await expect(merge([join(folder, 'empty')])).rejects.toThrow(
      'holds no records. A submission is a results directory',
    );
    await expect(merge([join(folder, 'nowhere')])).rejects.toThrow('is no folder that can be read');
  });
});

describe('a malicious submission is refused where', () => {
  it.each(['../../../../etc', '/etc', 'x/../../y', 'c:\\windows', ''])(
    'its answers are to be read from "%s"',
    async (directory) => {
      expect(await refusal(saying(first, { answers: { ...recordOf(first).answers, directory } }))).toContain(
        'outside of its folder',
      );
    },
  );

  it('a file of answers is named as a path', async () => {
    const { answers } = recordOf(first);
    const files = [...answers.files, { name: '../../../../etc/passwd', bytes: 1, sha256: '' }];
    expect(await refusal(saying(first, { answers: { ...answers, files } }))).toContain(
      'is no name of a file with answers',
    );
  });

  it.skipIf(process.platform === 'win32')('it holds links', async () => {
    const alice = await writeSubmission(folder, 'alice', [first]);
    await symlink('/etc/passwd', join(dirname(firstPath(alice)), 'other.json'));
    await expect(merge([alice])).rejects.toThrow(/other\.json is a link or no file at all/u);
  });

  it('what is said of it would run on a terminal: controls are taken out', async () => {
    const [group, ...groups] = recordOf(first).groups;
    const said = await refusal(
      saying(first, { groups: [{ ...group!, label: '\u001B]0;hacked\u0007\nx' }, ...groups] }),
    );
    expect(said).toContain('\uFFFD]0;hacked\uFFFD x');
  });

  it('its record is huge, or nests without end', async () => {
    const alice = await writeSubmission(folder, 'alice', [first]);
    await truncate(firstPath(alice), 2 ** 40);
    await expect(merge([alice])).rejects.toThrow('has 1099511627776 bytes, more than');
    const deep = `{"a":`.repeat(100_000) + '1' + '}'.repeat(100_000);
    const text = JSON.stringify({ ...first.record, settings: 'HERE' }).replace('"HERE"', deep);
    await writeFile(firstPath(alice), text);
    await expect(merge([alice])).rejects.toThrow('nests more than');
  });

  it('its answers are huge: they are not read', async () => {
    const alice = await writeSubmission(folder, 'alice', [first]);
    await truncate(join(dirname(firstPath(alice)), recordOf(first).answers.directory, 'items.npy'), 2 ** 40);
    await expect(merge([alice])).rejects.toThrow('items.npy has 1099511627776 bytes, more than can be merged');
  });

  it('its counts ask for more room than there is', async () => {
    const { split } = recordOf(first);
    expect(await refusal(saying(first, { split: { ...split, catalogueItemCount: 2 ** 40 } }))).toContain(
      'has a catalogue of',
    );
    folder += 'b';
    expect(await refusal(saying(first, { cutoffs: Array.from({ length: 5000 }, (_, k) => k + 1) }))).toContain(
      'cutoffs',
    );
    folder += 'c';
    expect(await refusal(saying(first, { split: { ...split, testCaseCount: 2 ** 40 } }))).toContain(
      'has shape 200 x 10',
    );
  });
});
