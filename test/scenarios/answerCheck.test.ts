import { describe, expect, it } from 'vitest';
import { addCounts, AnswerCheck } from '../../harness/scenarios/answerCheck.ts';

const k = 3;
const reference = { k, items: Uint32Array.of(1, 2, 3, 4, 5, 6), scores: Float32Array.of(9, 8, 8, 3, 2, -Infinity) };
const answer = (items: number[], scores: number[]) => ({
  k,
  items: Uint32Array.from(items),
  scores: Float32Array.from(scores),
});

describe('answers of timed calls', () => {
  it.each([
    ['the same', [1, 2, 3], [9, 8, 8], 0, { checked: 1, swapped: 0, different: 0 }],
    ['of another row', [1, 2, 3], [9, 8, 8], 1, { checked: 1, swapped: 0, different: 1 }],
    ['swapped among equal scores', [1, 3, 2], [9, 8, 8], 0, { checked: 1, swapped: 1, different: 0 }],
    ['swapped by rounding', [2, 1, 3], [9, 8.99999, 8], 0, { checked: 1, swapped: 0, different: 1 }],
    ['swapped within rounding', [1, 7, 3], [9, 8.0002, 8], 0, { checked: 1, swapped: 1, different: 0 }],
    ['swapped beyond rounding', [1, 7, 3], [9, 8.1, 8], 0, { checked: 1, swapped: 0, different: 1 }],
    ['others without a score', [4, 5, 0], [3, 2, NaN], 1, { checked: 1, swapped: 0, different: 1 }],
  ])('%s', (_, items, scores, row, counts) => {
    const check = new AnswerCheck(reference);
    check.compare(answer(items, scores), [row]);
    expect(check.takeCounts()).toEqual(counts);
    expect(check.takeCounts()).toEqual({ checked: 0, swapped: 0, different: 0 });
  });

  it('are told apart by their scores, however small these are', () => {
    const shares = { k, items: Uint32Array.of(1, 2, 3), scores: Float32Array.of(3e-5, 2e-5, 1e-5) };
    const check = new AnswerCheck(shares);
    check.compare(answer([7, 8, 9], [9e-5, 8e-5, 7e-5]), [0]);
    check.compare(answer([1, 3, 2], [3e-5, 2e-5, 1e-5 + 1e-9]), [0]);
    expect(check.takeCounts()).toEqual({ checked: 2, swapped: 1, different: 1 });
  });

  it('are compared list by list in a batch, and counted up', () => {
    const check = new AnswerCheck(reference);
    check.compare(answer([4, 5, 6, 1, 2, 3, 1, 2, 9], [3, 2, -Infinity, 9, 8, 8, 9, 8, 1]), [1, 0, 0]);
    const counts = check.takeCounts();
    expect(counts).toEqual({ checked: 3, swapped: 0, different: 1 });
    expect(addCounts([counts, counts])).toEqual({ checked: 6, swapped: 0, different: 2 });
  });
});
