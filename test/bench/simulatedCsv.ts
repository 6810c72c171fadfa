/** Writes a simulated log in the layout of MovieLens 20M: by user, then by item and not by time, as the real one is. */
import { open } from 'node:fs/promises';
import { simulateShop, type SimulatedSize } from '../../src/dataset/simulate/simulate.ts';

/** Events written. */
export async function writeRatingsCsv(path: string, size: SimulatedSize): Promise<number> {
  const { items, timestamps, userOffsets } = simulateShop(size);
  if (timestamps === null) throw new Error(`${size} has no times`);
  const handle = await open(path, 'w');
  try {
    await handle.write('userId,movieId,rating,timestamp\n');
    let text = '';
    for (let user = 0; user + 1 < userOffsets.length; user++) {
      const rows = Uint32Array.from(
        { length: userOffsets[user + 1]! - userOffsets[user]! },
        (_, index) => userOffsets[user]! + index,
      );
      rows.sort((a, b) => items[a]! - items[b]! || a - b);
      for (const row of rows) text += `${user + 1},${items[row]!},${0.5 + (row % 10) / 2},${timestamps[row]!}\n`;
      if (text.length > 1 << 22) {
        await handle.write(text);
        text = '';
      }
    }
    await handle.write(text);
  } finally {
    await handle.close();
  }
  return items.length;
}
