/** Batches of masked items: what is masked, what is asked, and that a batch is the same however it is made. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bert4recModel } from '../../src/network/bert4recNetwork.ts';
import type { Sequences } from '../../src/split/split.ts';
import { drawItemMasks, type MaskSettings } from '../../src/training/itemMasks.ts';
import { maskedItemObjective } from '../../src/training/maskedItemObjective.ts';
import type { BatchPart } from '../../src/training/objective.ts';
import { drawHere } from '../support/drawHere.ts';

const ITEMS = 20;
const LENGTH = 6;
const PLAIN: MaskSettings = {
  maskProbability: 0.3,
  lastItemShare: 0,
  withoutMask: 'mask-one',
  padding: 'plain',
  maskSeed: 5,
};

const manySequences = fc.array(fc.array(fc.integer({ min: 1, max: ITEMS }), { minLength: 1, maxLength: 10 }), {
  minLength: 1,
  maxLength: 30,
});
const anyMasks = fc.record({
  maskProbability: fc.double({ min: 0, max: 1, noNaN: true }),
  lastItemShare: fc.double({ min: 0, max: 1, noNaN: true }),
  withoutMask: fc.constantFrom('mask-one' as const, 'leave' as const),
  padding: fc.constantFrom('plain' as const, 'masked' as const),
  maskSeed: fc.integer({ min: 0, max: 1000 }),
});

function sequencesOf(lists: readonly number[][]): Sequences {
  const offsets = [0];
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length);
  return {
    users: Uint32Array.from(lists, (_, index) => index),
    offsets: Uint32Array.from(offsets),
    items: Uint32Array.from(lists.flat()),
    timestamps: null,
  };
}

function objectiveOf(lists: readonly number[][], masks: MaskSettings, layout: 'packed' | 'one-per-row', parts = 1) {
  const model = bert4recModel({
    itemCount: ITEMS,
    maxLength: LENGTH,
    width: 2,
    blockCount: 1,
    headCount: 1,
    output: 'tied',
    head: 'none',
    layout,
    positions: 'from-end',
    initialDeviation: 0.1,
  });
  return maskedItemObjective(model, sequencesOf(lists), { ...masks, batchSize: 7, batchParts: parts, seed: 3 });
}

/** Each sequence as it was fed, with what is asked of it: [itemRow or target, is masked] of its window. */
function unpacked({ inputs: described, sequences, packing, lengths }: BatchPart) {
  const inputs = drawHere(described);
  const targets = new Map<number, number>();
  inputs.scoredSlots!.forEach((slot, index) => {
    if (inputs.weights![index]! > 0) targets.set(slot, inputs.targetRows![index]!);
  });
  return Array.from(sequences, (sequence, place) => ({
    sequence,
    slots: Array.from({ length: lengths[place]! }, (_, at) => {
      const slot = packing.firstSlots[place]! + at;
      return { row: inputs.itemRows![slot]!, target: targets.get(slot) };
    }),
  }));
}

describe('masked items', () => {
  it('are asked for, and all others are fed as they are', () => {
    fc.assert(
      fc.property(
        manySequences,
        anyMasks,
        fc.constantFrom('packed' as const, 'one-per-row' as const),
        (lists, masks, layout) => {
          const chosen = layout === 'packed' ? { ...masks, padding: 'plain' as const } : masks;
          const objective = objectiveOf(lists, chosen, layout);
          for (let index = 0; index < objective.batchesPerEpoch; index++) {
            const [part] = objective.batch(0, index) as [BatchPart];
            const weights = Array.from(drawHere(part.inputs).weights!).filter((weight) => weight > 0);
            expect(weights.length).toBe(part.positionCount);
            weights.forEach((weight) => expect(weight).toBeCloseTo(1 / weights.length, 6));
            let asked = 0;
            for (const { sequence, slots } of unpacked(part)) {
              const window = lists[sequence]!.slice(-LENGTH);
              expect(slots.length).toBe(window.length);
              slots.forEach(({ row, target }, at) => {
                if (target !== undefined) asked += 1;
                // Row `ITEMS` is the mask.
                expect(target === undefined ? row : row === ITEMS ? target : null).toBe(window[at]! - 1);
              });
              if (chosen.withoutMask === 'mask-one') expect(slots.some(({ row }) => row === ITEMS)).toBe(true);
            }
            expect(asked).toBe(part.positionCount);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are the same whenever a batch is made, in the same places packed or not, and others in the next epoch', () => {
    const lists = Array.from({ length: 20 }, (_, index) =>
      Array.from({ length: 2 + (index % 6) }, (_, at) => 1 + ((index * 7 + at * 3) % ITEMS)),
    );
    const batchOf = (layout: 'packed' | 'one-per-row', epoch: number) =>
      unpacked(objectiveOf(lists, PLAIN, layout).batch(epoch, 1)[0]!);
    expect(batchOf('packed', 0)).toEqual(batchOf('packed', 0));
    expect(batchOf('one-per-row', 0)).toEqual(batchOf('packed', 0));
    expect(batchOf('packed', 1)).not.toEqual(batchOf('packed', 0));
  });

  it('weigh the same in a batch of several parts', () => {
    const lists = Array.from({ length: 7 }, (_, index) => Array.from({ length: 4 }, (_, at) => 1 + index + at));
    const parts = objectiveOf(lists, PLAIN, 'packed', 3).batch(0, 0);
    expect(parts.length).toBe(3);
    const maskCount = parts.reduce((sum, { positionCount }) => sum + positionCount, 0);
    const weights = parts.flatMap(({ inputs }) => Array.from(drawHere(inputs).weights!)).filter((weight) => weight > 0);
    expect(weights.length).toBe(maskCount);
    weights.forEach((weight) => expect(weight).toBeCloseTo(1 / maskCount, 6));
  });

  it('are as many as chance says', () => {
    const count = 5000;
    const lengths = new Uint32Array(count).fill(LENGTH);
    const share = (masks: Partial<MaskSettings>, of: (masks: ReturnType<typeof drawItemMasks>[number]) => number) =>
      drawItemMasks({ ...PLAIN, ...masks }, LENGTH, lengths, 1).reduce((sum, one) => sum + of(one), 0) / count;
    // Five standard deviations of each share.
    const near = (actual: number, expected: number, deviation: number): void =>
      expect(Math.abs(actual - expected)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    const binomial = (p: number): number => Math.sqrt(LENGTH * p * (1 - p));
    near(
      share({ withoutMask: 'leave' }, ({ items }) => items.length),
      LENGTH * 0.3,
      binomial(0.3),
    );
    // With one mask for each that chance left without.
    near(
      share({}, ({ items }) => items.length),
      LENGTH * 0.3 + 0.7 ** LENGTH,
      binomial(0.3),
    );
    const isLast = (items: readonly number[]): number => Number(items.length === 1 && items[0] === LENGTH - 1);
    near(
      share({ maskProbability: 0.001, lastItemShare: 0.4, withoutMask: 'leave' }, ({ items }) => isLast(items)),
      0.4,
      0.5,
    );
    expect(share({ maskProbability: 0 }, ({ items }) => items.length)).toBe(1);
    expect(share({ maskProbability: 1 }, ({ items }) => items.length)).toBe(LENGTH);
  });
});

describe('masked padding', () => {
  it('is seen, and asked for nowhere', () => {
    const lists = [[5, 6], [7], [1, 2, 3, 4, 5, 6, 7]];
    const [part] = objectiveOf(lists, { ...PLAIN, maskProbability: 1, padding: 'masked' }, 'one-per-row').batch(0, 0);
    const { itemRows, segments, positions } = drawHere(part!.inputs);
    const rows = part!.shape.rowCount;
    expect(rows).toBe(3);
    // Everything is masked, and every slot of every row seen, at its place in the row.
    expect(Array.from(itemRows!)).toEqual(new Array(rows * LENGTH).fill(ITEMS));
    expect(Array.from(segments!)).toEqual(new Array(rows * LENGTH).fill(1));
    expect(Array.from(positions!, (position, slot) => position === slot % LENGTH)).not.toContain(false);
    expect(part!.positionCount).toBe(2 + 1 + 6);
  });

  it('leaves no mask in padding where it is plain', () => {
    const [part] = objectiveOf([[5, 6], [7]], { ...PLAIN, maskProbability: 1 }, 'one-per-row').batch(0, 0);
    expect(Array.from(drawHere(part!.inputs).segments!).filter((segment) => segment > 0).length).toBe(3);
  });
});
