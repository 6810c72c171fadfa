/** Batches of next items: what is fed, what is asked. */
import { describe, expect, it } from 'vitest';
import { SCORED_STEPS } from '../../src/network/packing.ts';
import { sasrecModel } from '../../src/network/sasrecNetwork.ts';
import type { Sequences } from '../../src/split/split.ts';
import { type NextItemSettings, nextItemObjective } from '../../src/training/nextItemObjective.ts';
import { drawHere } from '../support/drawHere.ts';

const LENGTH = 4;
const EMPTY = null;

/** Sequences of 3, 1, 6 and 2 items. */
const TRAIN: Sequences = {
  users: Uint32Array.of(0, 1, 2, 3),
  offsets: Uint32Array.of(0, 3, 4, 10, 12),
  items: Uint32Array.of(1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8),
  timestamps: null,
};

/** By sequence: its row of [item fed, target], numbers from 1; null where there is none. */
function rowsOf(paddingMask: 'hidden' | 'visible', firstItem: NextItemSettings['firstItem']) {
  const model = sasrecModel(
    {
      itemCount: 8,
      maxLength: LENGTH,
      width: 2,
      blockCount: 1,
      headCount: 1,
      norm: 'pre',
      paddingMask,
      output: 'tied',
      initialDeviation: 0.1,
    },
    'from-end',
  );
  const loss = { loss: 'ce', negatives: 1, gbceCalibration: 0 } as const;
  const settings = { batchSize: 8, batchParts: 1, seed: 1, loss, ...(firstItem && { firstItem }) };
  const [part] = nextItemObjective(model, TRAIN, settings).batch(0, 0);
  const { sequences, positionCount } = part!;
  const inputs = drawHere(part!.inputs);
  const weights = Array.from(inputs.weights!).filter((weight) => weight > 0);
  expect(weights.length).toBe(positionCount);
  weights.forEach((weight) => expect(weight).toBeCloseTo(1 / positionCount, 6));
  // Of rows that are mostly padding, the slots with a target are all that is scored.
  const targets = new Map(
    Array.from(inputs.scoredSlots!, (slot, at) => [slot, at] as const)
      .filter(([, at]) => inputs.weights![at]! > 0)
      .map(([slot, at]) => [slot, inputs.targetRows![at]! + 1]),
  );
  expect(targets.size).toBe(positionCount);
  expect(inputs.weights!.length).toBeLessThan(positionCount * (1 + 1 / SCORED_STEPS) + 1);
  const rows = Array.from(sequences, (sequence, place) => {
    const slots = Array.from({ length: LENGTH }, (_, at) => place * LENGTH + at);
    const row = slots.map((slot) => [
      inputs.segments![slot]! > 0 ? inputs.itemRows![slot]! + 1 : EMPTY,
      targets.get(slot) ?? EMPTY,
    ]);
    return [sequence, row] as const;
  });
  return Object.fromEntries(rows);
}

describe('next items, a row for each sequence', () => {
  it('are each the target of the item before', () => {
    expect(rowsOf('visible', undefined)).toEqual({
      0: [
        [EMPTY, EMPTY],
        [EMPTY, EMPTY],
        [1, 2],
        [2, 3],
      ],
      2: [
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
      ],
      3: [
        [EMPTY, EMPTY],
        [EMPTY, EMPTY],
        [EMPTY, EMPTY],
        [7, 8],
      ],
    });
  });

  it('may have the first item among them, predicted from padding where there is any', () => {
    expect(rowsOf('visible', 'predicted')).toEqual({
      0: [
        [EMPTY, EMPTY],
        [EMPTY, 1],
        [1, 2],
        [2, 3],
      ],
      1: [
        [EMPTY, EMPTY],
        [EMPTY, EMPTY],
        [EMPTY, EMPTY],
        [EMPTY, 4],
      ],
      2: [
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
      ],
      3: [
        [EMPTY, EMPTY],
        [EMPTY, EMPTY],
        [EMPTY, 7],
        [7, 8],
      ],
    });
  });
});
