/** How many events each simulated user has: log-normal, with an exact total. */
import type { Random } from '../../random.ts';
import type { ShopShape } from './sizes.ts';

/** Events by user; their sum is `shape.eventCount`, none is below `minEvents` or above a third of the items. */
export function historyLengths(shape: ShopShape, random: Random): Uint32Array {
  const { userCount, eventCount, minEvents } = shape;
  const longest = Math.max(minEvents, Math.floor(shape.itemCount / 3));
  const weights = Float64Array.from({ length: userCount }, () => Math.exp(shape.lengthSpread * random.normal()));
  const scale = (eventCount - minEvents * userCount) / weights.reduce((sum, weight) => sum + weight, 0);
  const lengths = Uint32Array.from(weights, (weight) => Math.min(longest, minEvents + Math.floor(weight * scale)));
  let missing = eventCount - lengths.reduce((sum, length) => sum + length, 0);
  // What rounding and the upper bound took away goes to users drawn at random, one event each.
  while (missing > 0) {
    const user = random.below(userCount);
    if (lengths[user]! >= longest) continue;
    lengths[user]!++;
    missing--;
  }
  return lengths;
}
