/**
 * Rows of the dataset behind the rows of a split. A split keeps items and times but not where they stood in the log,
 * and only the log has ratings. Filters drop rows and never reorder them, and of equal rows they keep the first, so the
 * first row that fits is the one.
 */
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';
import type { Catalogue, Sequences } from '../../split/split.ts';

type Log = Pick<InteractionDataset, 'userOffsets' | 'items' | 'timestamps'>;

/**
 * Row of the dataset by row of `sequences`. Rows outside the catalogue (number 0) have lost their item: they are given
 * the first row that fits in time, or the next one where there are no times.
 */
export function datasetRows(log: Log, sequences: Sequences, catalogue: Catalogue): Uint32Array {
  const rows = new Uint32Array(sequences.items.length);
  for (const [sequence, user] of sequences.users.entries()) {
    let row = log.userOffsets[user]!;
    const end = log.userOffsets[user + 1]!;
    for (let place = sequences.offsets[sequence]!; place < sequences.offsets[sequence + 1]!; place++) {
      const item = catalogue.datasetItem[sequences.items[place]!]!;
      const time = sequences.timestamps?.[place];
      const fits = (): boolean =>
        (item === 0 || log.items[row] === item) && (time === undefined || log.timestamps?.[row] === time);
      while (row < end && !fits()) row++;
      if (row === end) throw new Error(`User ${user} has no row in the dataset for place ${place} of the split`);
      rows[place] = row++;
    }
  }
  return rows;
}
