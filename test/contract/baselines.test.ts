/** What every baseline owes its callers, run over all that the registry finds. A new file is tested without an edit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { ZodError } from 'zod';
import { importBaseline, listBaselines } from '../../harness/config/registry.ts';
import type { Baseline, FitInput, FittedModel } from '../../src/baseline.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Ranking } from '../../src/ranking.ts';
import {
  batchOf,
  fitInput,
  fitQuickly,
  histories,
  itemCount,
  otherSplit,
  rowItems,
  rowScores,
  split,
  testNdcg,
} from './fixture.ts';
import { historyAt } from '../support/historyAt.ts';

const K = 10;
const FILTER = { k: K, seenItems: 'filter' } as const;
/** Has no default to be tested with; `test/external` does. */
const NEEDS_A_PROGRAM: readonly string[] = ['command'];
const sources = listBaselines().filter(({ id }) => !NEEDS_A_PROGRAM.includes(id));
const historyTotal = histories.users.length;
const untouched = structuredClone({ histories, train: split.train, validation: split.validation });

test('the registry finds the baselines', () => {
  expect(sources.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['markov', 'popularity', 'popularity-recent', 'random', 'sasrec']),
  );
});

test('targets cannot reach a baseline: no test cases among what fitting gets, no targets among what is asked', () => {
  expectTypeOf<Extract<keyof FitInput, 'test' | 'split' | 'targets'>>().toEqualTypeOf<never>();
  expectTypeOf<keyof Parameters<FittedModel['recommend']>[0]>().toEqualTypeOf<'offsets' | 'items' | 'users'>();
});

test('nothing that a baseline is given shares memory with the test part', () => {
  const { train, validation } = fitInput(split, null);
  const given = [train, validation.sequences].flatMap(({ items, offsets, users }) => [items, offsets, users]);
  const memory = new Set<ArrayBufferLike>(
    [...given, histories.items, histories.offsets, histories.users].map((column) => column.buffer),
  );
  for (const column of [split.test.sequences.items, split.test.targetRow, split.test.sequence]) {
    expect(memory.has(column.buffer)).toBe(false);
  }
});

let engine: Engine;
let randomNdcg: number;
beforeAll(async () => {
  engine = await openEngine('onnx', { threads: 2 });
  const random = sources.find(({ id }) => id === 'random')!;
  randomNdcg = await testNdcg(await fitQuickly('random', await importBaseline(random), split, null));
});
afterAll(() => engine.dispose());

describe.each(sources)('$id', (source) => {
  let baseline: Baseline;
  let fitted: FittedModel;
  let ranking: Ranking;
  beforeAll(async () => {
    baseline = await importBaseline(source);
    fitted = await fitQuickly(source.id, baseline, split, engineFor(baseline));
    ranking = await fitted.recommend(histories, FILTER);
  });
  afterAll(() => fitted.dispose());
  const engineFor = ({ needs }: Baseline): Engine | null => (needs.includes('engine') ? engine : null);

  test('gives k different items of the catalogue, best first, none of them seen', () => {
    expect([ranking.k, ranking.items.length, ranking.scores.length]).toEqual([K, historyTotal * K, historyTotal * K]);
    for (let row = 0; row < historyTotal; row++) {
      const items = rowItems(ranking, row);
      expect(new Set(items).size).toBe(K);
      expect(Math.min(...items)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...items)).toBeLessThanOrEqual(itemCount);
      const seen = new Set(historyAt(histories, row).items);
      expect(items.filter((item) => seen.has(item))).toEqual([]);
      const scores = rowScores(ranking, row);
      expect(scores.every(Number.isFinite)).toBe(true);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  test('of equal scores the lower item number comes first', () => {
    for (let row = 0; row < historyTotal; row++) {
      const items = rowItems(ranking, row);
      const scores = rowScores(ranking, row);
      for (let place = 1; place < K; place++) {
        if (scores[place] === scores[place - 1]) expect(items[place]!).toBeGreaterThan(items[place - 1]!);
      }
    }
  });

  test('a shorter list is the start of a longer one', async () => {
    const shorter = await fitted.recommend(histories, { k: 3, seenItems: 'filter' });
    for (let row = 0; row < historyTotal; row++)
      expect(rowItems(shorter, row)).toEqual(rowItems(ranking, row).slice(0, 3));
  });

  test('answers one by one what it answers in a batch', async () => {
    for (let row = 0; row < historyTotal; row += 7) {
      const alone = await fitted.recommend(historyAt(histories, row), FILTER);
      expect(rowItems(alone, 0), `history ${row}`).toEqual(rowItems(ranking, row));
      for (const [place, score] of rowScores(alone, 0).entries()) {
        expect(score).toBeCloseTo(rowScores(ranking, row)[place]!, 4);
      }
    }
  });

  test('fewer than k items left: the rest of the row is item 0 with -Infinity', async () => {
    const left = [3, 8, itemCount];
    const everythingElse = Array.from({ length: itemCount }, (_, index) => index + 1).filter(
      (item) => !left.includes(item),
    );
    const few = await fitted.recommend(batchOf(everythingElse, [1]), FILTER);
    expect(
      rowItems(few, 0)
        .slice(0, 3)
        .sort((a, b) => a - b),
    ).toEqual(left);
    expect(rowItems(few, 0).slice(3)).toEqual(new Array(K - 3).fill(0));
    expect(rowScores(few, 0).slice(3)).toEqual(new Array(K - 3).fill(-Infinity));
    expect(rowItems(few, 1)).not.toContain(0);
  });

  test('more asked for than there is: the whole catalogue, then padding', async () => {
    const all = await fitted.recommend(batchOf([1, 2]), { k: itemCount + 4, seenItems: 'keep' });
    const items = rowItems(all, 0);
    expect(items.slice(0, itemCount).sort((a, b) => a - b)).toEqual(Array.from({ length: itemCount }, (_, i) => i + 1));
    expect(items.slice(itemCount)).toEqual([0, 0, 0, 0]);
  });

  test('an empty history and an empty batch work', async () => {
    const lone = await fitted.recommend(batchOf([]), FILTER);
    expect(new Set(rowItems(lone, 0)).size).toBe(K);
    expect(rowItems(lone, 0)).not.toContain(0);
    const none = await fitted.recommend(batchOf(), FILTER);
    expect([none.items.length, none.scores.length]).toEqual([0, 0]);
    const mixed = await fitted.recommend(batchOf([5, 6], [], [7]), FILTER);
    expect(mixed.items).toHaveLength(3 * K);
    expect(mixed.items).not.toContain(0);
  });

  test('what it was given is left as it was', () => {
    expect({ histories, train: split.train, validation: split.validation }).toEqual(untouched);
  });

  test('a second fit forgets the first, leaves it alone, and the same seed gives the same lists', async () => {
    const other = await fitQuickly(source.id, baseline, otherSplit, engineFor(baseline));
    expect((await other.recommend(batchOf([1]), FILTER)).items).toHaveLength(K);
    const again = await fitQuickly(source.id, baseline, split, engineFor(baseline));
    expect((await again.recommend(histories, FILTER)).items).toEqual(ranking.items);
    expect((await fitted.recommend(histories, FILTER)).items).toEqual(ranking.items);
    await other.dispose();
    await again.dispose();
  });

  test('saved and loaded, it gives the same lists', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'seqbench-contract-'));
    try {
      await fitted.save(directory);
      const loaded = await baseline.load({ directory, engine: engineFor(baseline) });
      const answers = await loaded.recommend(histories, FILTER);
      expect(answers.items).toEqual(ranking.items);
      for (const [place, score] of answers.scores.entries()) expect(score).toBeCloseTo(ranking.scores[place]!, 4);
      expect(loaded.parameterCount).toBe(fitted.parameterCount);
      await loaded.dispose();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test('a setting that does not exist is refused by its name', () => {
    expect(() => baseline.configure({ noSuchSetting: 1 })).toThrow(ZodError);
    expect(() => baseline.configure({ noSuchSetting: 1 })).toThrow(/noSuchSetting/);
    expect(() => baseline.configure('fast')).toThrow(ZodError);
  });

  test('settings are complete and stay as they are when configured again', () => {
    const { settings } = baseline.configure({});
    expect(baseline.configure(settings).settings).toEqual(settings);
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });

  test('says what it is and how large', () => {
    expect(baseline.summary).toMatch(/^[A-Z].*\.$/);
    expect(Number.isInteger(fitted.parameterCount)).toBe(true);
    expect(fitted.bestEpoch === null).toBe(fitted.epochs.length === 0);
  });

  test.runIf(source.id !== 'random')('beats random', async () => {
    expect(await testNdcg(fitted)).toBeGreaterThan(1.3 * randomNdcg);
  });
});
