import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseMean, caseValues } from '../../src/metrics/accuracy.ts';
import { compareRanks } from '../../reports/site/view/comparison.ts';
import { decodeRanks, encodeRanks } from '../../reports/site/view/rankCodec.ts';

const ranks = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 400 })), {
  maxLength: 500,
});

describe('ranks as text', () => {
  it('come back as they went in', () => {
    fc.assert(
      fc.property(ranks, (values) => {
        const numbers = Uint32Array.from(values);
        expect(decodeRanks(encodeRanks(numbers), numbers.length)).toEqual(numbers);
      }),
    );
  });

  it('are refused where they are of other cases', () => {
    expect(() => decodeRanks(encodeRanks(Uint32Array.of(0, 0, 3)), 2)).toThrow('more than 2 cases');
    expect(() => decodeRanks(btoa('\x81'), 2)).toThrow('middle of a number');
  });
});

describe('a comparison of two rows', () => {
  const file = { users: [7, 7, 8, 9], historyLengths: [3, 3, 12, 60], targetTrainCounts: [0, 9, 9, 700] };

  it('counts users, not cases, and takes the mean over seeds', () => {
    // NDCG@10: user 7 has 1 and 0, then 0 and 0; user 8 misses; user 9 has rank 2.
    const first = [Uint32Array.of(1, 0, 0, 2), Uint32Array.of(0, 0, 0, 2)];
    const second = [Uint32Array.of(0, 0, 0, 1)];
    const { outcome, statistics, all, differing, groups } = compareRanks(file, first, second, 'ndcg', 10);
    expect(outcome).toEqual({ wins: 1, ties: 1, losses: 1 });
    expect(all.map(({ user, first: a, second: b }) => [user, a, b])).toEqual([
      [7, 0.25, 0],
      [8, 0, 0],
      [9, expect.closeTo(1 / Math.log2(3), 6), 1],
    ]);
    expect(differing.map(({ user }) => user)).toEqual([7, 9]);
    expect(statistics.difference).toBeCloseTo((0.25 + 1 / Math.log2(3) - 1) / 3, 6);
    expect(
      groups.filter(({ by }) => by === 'history-length').map(({ label, wins, losses }) => [label, wins, losses]),
    ).toEqual([
      ['1-5', 1, 0],
      ['11-20', 0, 0],
      ['51+', 0, 1],
    ]);
  });

  it('has the means that the metrics of the records are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 60 }), (values) => {
        const one = Uint32Array.from(values);
        const cases = { users: values.map((_, user) => user), historyLengths: null, targetTrainCounts: null };
        const { firstMean, outcome } = compareRanks(cases, [one], [one], 'mrr', 10);
        expect(firstMean).toBeCloseTo(caseMean(caseValues('mrr', one, 10))!, 6);
        expect(outcome).toEqual({ wins: 0, ties: values.length, losses: 0 });
      }),
    );
  });

  it('changes its sign with the order of the two', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { minLength: 2, maxLength: 60 }), (pairs) => {
        const cases = { users: pairs.map((_, user) => user), historyLengths: null, targetTrainCounts: null };
        const [a, b] = [[Uint32Array.from(pairs, ([one]) => one)], [Uint32Array.from(pairs, ([, other]) => other)]];
        const [there, back] = [compareRanks(cases, a, b, 'ndcg', 10), compareRanks(cases, b, a, 'ndcg', 10)];
        expect(there.outcome).toEqual({
          wins: back.outcome.losses,
          ties: back.outcome.ties,
          losses: back.outcome.wins,
        });
        expect(there.statistics.difference).toBeCloseTo(-back.statistics.difference, 12);
      }),
    );
  });
});
