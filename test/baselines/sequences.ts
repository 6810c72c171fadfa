/** Training input and histories from plain lists, for baselines that need nothing else. */
import type { FitInput } from '../../src/baseline.ts';
import type { HistoryBatch } from '../../src/ranking.ts';

/** `times` by event, in step with the sequences; absent: data without time. */
export function inputOf(
  sequences: readonly (readonly number[])[],
  itemCount: number,
  times: readonly (readonly number[])[] | null = null,
): FitInput {
  const offsets = new Uint32Array(sequences.length + 1);
  for (const [index, sequence] of sequences.entries()) offsets[index + 1] = offsets[index]! + sequence.length;
  const users = Uint32Array.from(sequences, (_, index) => index);
  const timestamps = times === null ? null : Float64Array.from(times.flat());
  const train = { users, offsets, items: Uint32Array.from(sequences.flat()), timestamps };
  const empty = new Uint32Array(0);
  return {
    train,
    validation: {
      sequences: { users: empty, offsets: Uint32Array.of(0), items: empty, timestamps: null },
      sequence: empty,
      targetRow: empty,
    },
    itemCount,
    itemText: null,
    cutoffSeconds: null,
    engine: null,
    seed: 1,
    seenItems: 'filter',
    checkpointDirectory: null,
    onProgress: () => undefined,
  };
}

export function ask(...histories: readonly (readonly number[])[]): HistoryBatch {
  const offsets = new Uint32Array(histories.length + 1);
  for (const [index, history] of histories.entries()) offsets[index + 1] = offsets[index]! + history.length;
  return {
    offsets,
    items: Uint32Array.from(histories.flat()),
    users: Uint32Array.from(histories, (_, index) => index),
  };
}
