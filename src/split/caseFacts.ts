/** What a reader of results has to know of a set of cases: how many nobody could hit, or had nothing to go by. */
import type { EvaluationCases } from './split.ts';

export interface CaseFacts {
  /** The target is outside the catalogue. */
  readonly coldTargets: number;
  /** The target is in its history already: with seen items filtered, nobody can hit it. */
  readonly seenTargets: number;
  /** No item of the catalogue precedes the target. */
  readonly withoutHistory: number;
  /** The event before the target has the very same time, so that their order is the source file's. */
  readonly tiedTargets: number;
}

/** One walk over each sequence, however many of its rows are targets. */
export function caseFacts({ sequences, targetRow }: EvaluationCases, catalogueItemCount: number): CaseFacts {
  const { offsets, items, timestamps } = sequences;
  const isTarget = new Uint8Array(items.length);
  for (const row of targetRow) isTarget[row] = 1;
  const facts = { coldTargets: 0, seenTargets: 0, withoutHistory: 0, tiedTargets: 0 };
  const lastSequence = new Uint32Array(catalogueItemCount + 1);
  for (let sequence = 0; sequence + 1 < offsets.length; sequence++) {
    let known = 0;
    for (let row = offsets[sequence]!; row < offsets[sequence + 1]!; row++) {
      const item = items[row]!;
      if (isTarget[row] === 1) {
        if (item === 0) facts.coldTargets++;
        else if (lastSequence[item] === sequence + 1) facts.seenTargets++;
        if (known === 0) facts.withoutHistory++;
        if (timestamps !== null && row > offsets[sequence]! && timestamps[row] === timestamps[row - 1]) {
          facts.tiedTargets++;
        }
      }
      if (item === 0) continue;
      known++;
      lastSequence[item] = sequence + 1;
    }
  }
  return facts;
}
