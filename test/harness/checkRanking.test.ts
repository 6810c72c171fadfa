import { describe, expect, it } from 'vitest';
import { checkRanking } from '../../harness/case/checkRanking.ts';

const histories = { offsets: Uint32Array.of(0, 2), items: Uint32Array.of(1, 2), users: Uint32Array.of(0) };

function check(items: number[], scores: number[], itemCount = 9, seenItems: 'filter' | 'keep' = 'filter'): void {
  const ranking = { k: items.length, items: Uint32Array.from(items), scores: Float32Array.from(scores) };
  checkRanking(ranking, histories, { k: 3, seenItems }, itemCount, 40);
}

describe('answers that keep the contract', () => {
  it('pass', () => {
    check([5, 6, 7], [3, 2, 2]);
    check([3, 0, 0], [3, -Infinity, -Infinity], 3);
    check([1, 2, 3], [3, 2, 1], 9, 'keep');
  });
});

describe('a model that may answer short', () => {
  const answer = (items: number[]): void => {
    const ranking = { k: 3, items: Uint32Array.from(items), scores: Float32Array.of(3, 2, -Infinity) };
    checkRanking(ranking, histories, { k: 3, seenItems: 'filter' }, 9, 40, true);
  };

  it('passes with too short a list, and with nothing else', () => {
    answer([5, 6, 0]);
    answer([0, 0, 0]);
    expect(() => {
      answer([5, 2, 0]);
    }).toThrow('list 40 has item 2, which its history has');
  });
});

describe('answers that break it are refused:', () => {
  it.each([
    ['an item twice', [5, 5, 6], [3, 2, 1], 'list 40 has item 5 twice'],
    ['an item of the history', [5, 2, 6], [3, 2, 1], 'list 40 has item 2, which its history has'],
    ['an item beyond the catalogue', [5, 10, 6], [3, 2, 1], 'list 40 has item 10; the catalogue ends at 9'],
    ['scores out of order', [5, 6, 7], [1, 2, 0], 'list 40 is not in the order of its scores, at place 1'],
    ['a score that is no number', [5, 6, 7], [3, NaN, 1], 'list 40 has a score that is not a number, for item 6'],
    ['too short a list', [5, 6, 0], [3, 2, -Infinity], 'list 40 holds 2 items where 3 could be recommended'],
    ['an item after the padding', [5, 0, 6], [3, 2, 1], 'list 40 has an item after its padding'],
    ['lists of another length', [5, 6], [3, 2], 'lists hold 2 items where 3 were asked for'],
  ])('%s', (_, items, scores, message) => {
    expect(() => {
      check(items, scores);
    }).toThrow(message);
  });

  it('too few rows', () => {
    const ranking = { k: 3, items: Uint32Array.of(1, 2), scores: Float32Array.of(1, 2) };
    expect(() => {
      checkRanking(ranking, histories, { k: 3, seenItems: 'keep' }, 9, 0);
    }).toThrow('1 histories x 3 items were asked for, but the answer has 2 items and 2 scores');
  });
});
