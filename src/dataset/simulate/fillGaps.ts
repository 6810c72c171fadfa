/** Gives every item that nobody chose one event, so that a log has exactly the items it promises. */
import type { Random } from '../../random.ts';

const ATTEMPTS = 40;

/** Replaces events of often chosen items, late enough in the log for the item to be out. `items` is changed. */
export function fillGaps(items: Uint32Array, times: Float64Array, launch: Float32Array, random: Random): void {
  const counts = new Uint32Array(launch.length);
  for (const item of items) counts[item]!++;
  for (let item = 0; item < launch.length; item++) {
    if (counts[item] !== 0) continue;
    let chosen = -1;
    // Later attempts are less choosy; one event at least stays with every item.
    for (let attempt = 0; chosen < 0; attempt++) {
      const row = random.below(items.length);
      const isOften = counts[items[row]!]! > (attempt < ATTEMPTS ? 5 : 1);
      if (isOften && (times[row]! >= launch[item]! || attempt >= ATTEMPTS)) chosen = row;
    }
    counts[items[chosen]!]!--;
    items[chosen] = item;
    counts[item] = 1;
  }
}
