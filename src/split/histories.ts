/** Turns evaluation cases into what a baseline may see. Copies, so that no view reaches from a history to its target. */
import type { HistoryBatch } from '../ranking.ts';
import type { EvaluationCases } from './split.ts';

export function caseCount(cases: EvaluationCases): number {
  return cases.targetRow.length;
}

/** Histories of the cases `from` to before `to`, without items outside the catalogue. */
export function historyBatch(cases: EvaluationCases, from: number, to: number): HistoryBatch {
  const { sequences, sequence, targetRow } = cases;
  const offsets = new Uint32Array(to - from + 1);
  const users = new Uint32Array(to - from);
  for (let index = from; index < to; index++) {
    let length = 0;
    for (let row = sequences.offsets[sequence[index]!]!; row < targetRow[index]!; row++) {
      if (sequences.items[row] !== 0) length++;
    }
    offsets[index - from + 1] = offsets[index - from]! + length;
    users[index - from] = sequences.users[sequence[index]!]!;
  }
  const items = new Uint32Array(offsets[to - from]!);
  let next = 0;
  for (let index = from; index < to; index++) {
    for (let row = sequences.offsets[sequence[index]!]!; row < targetRow[index]!; row++) {
      const item = sequences.items[row]!;
      if (item !== 0) items[next++] = item;
    }
  }
  return { offsets, items, users };
}

/** Catalogue number of each case's target, 0 where it is cold. For metrics only. */
export function targets(cases: EvaluationCases): Uint32Array {
  return cases.targetRow.map((row) => cases.sequences.items[row]!);
}
