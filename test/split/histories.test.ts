import { expect, test } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { caseCount, historyBatch, targets } from '../../src/split/histories.ts';
import type { EvaluationCases } from '../../src/split/split.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const cases: EvaluationCases = {
  sequences: {
    users: Uint32Array.of(7, 9),
    offsets: Uint32Array.of(0, 4, 7),
    items: Uint32Array.of(5, 0, 6, 8, 0, 3, 0),
    timestamps: null,
  },
  sequence: Uint32Array.of(0, 0, 1, 1),
  targetRow: Uint32Array.of(2, 3, 4, 6),
};

test('histories are what precedes the target, without items outside the catalogue', () => {
  const batch = historyBatch(cases, 0, 4);
  expect(Array.from(batch.offsets)).toEqual([0, 1, 3, 3, 4]);
  expect(Array.from(batch.items)).toEqual([5, 5, 6, 3]);
  expect(Array.from(batch.users)).toEqual([7, 7, 9, 9]);
  expect(Array.from(targets(cases))).toEqual([6, 8, 0, 0]);
  expect(historyBatch(cases, 1, 2)).toEqual({
    offsets: Uint32Array.of(0, 2),
    items: Uint32Array.of(5, 6),
    users: Uint32Array.of(7),
  });
});

test('no view of a batch reaches the targets', () => {
  const batch = historyBatch(cases, 0, 1);
  for (const column of [batch.items, batch.users, batch.offsets]) {
    expect(column.buffer).not.toBe(cases.sequences.items.buffer);
    expect(column.buffer.byteLength).toBe(column.byteLength);
  }
});

test('batches of any size hold the same histories', () => {
  const { test: all } = splitDataset(
    simulateShop('tiny'),
    splitSettingsSchema.parse({ kind: 'global-temporal', target: 'successive' }),
  );
  const whole = historyBatch(all, 0, caseCount(all));
  for (let index = 0; index < caseCount(all); index++) {
    const single = historyBatch(all, index, index + 1);
    expect(single.items).toEqual(whole.items.slice(whole.offsets[index], whole.offsets[index + 1]));
  }
});
