/**
 * A seeded simulator of a shop: the data that is always at hand. It is made up from end to end, and everything that
 * shows it says so. The same size, seed and version give the same log on every machine.
 */
import { createHash } from 'node:crypto';
import { Random } from '../../random.ts';
import type { InteractionDataset, ItemText } from '../interactionDataset.ts';
import { stockShop, type Assortment } from './assortment.ts';
import { measureDemand } from './demand.ts';
import { fillGaps } from './fillGaps.ts';
import { historyLengths } from './historyLengths.ts';
import { describeItem } from './itemText.ts';
import { Shopper } from './shoppers.ts';
import { SHAPES, type ShopShape, type SimulatedSize } from './sizes.ts';
import { planVisits, toUnixSeconds } from './visits.ts';

export { SIMULATED_SIZES, type SimulatedSize } from './sizes.ts';

/** To be raised with every change that alters a log or a text, so that no stored result is taken for current. */
export const SIMULATOR_VERSION = 1;

export function simulateShop(size: SimulatedSize, seed = 1): InteractionDataset {
  const shape = SHAPES[size];
  const shop = stockShop(shape, Random.fromSeed(seed, 1));
  const { userOffsets, items, times } = fillLog(shape, shop, seed);
  const timestamps = shape.timeResolution === 'none' ? null : times.map((share) => toUnixSeconds(share, shape));
  // Item numbers in a log start at 1 and say nothing of shelf or launch.
  const order = Uint32Array.from(shop.shelfOf, (_, item) => item);
  Random.fromSeed(seed, 2).shuffle(order);
  const numberOf = new Uint32Array(order.length);
  for (const [place, item] of order.entries()) numberOf[item] = place + 1;
  for (let row = 0; row < items.length; row++) items[row] = numberOf[items[row]!]!;

  let text: readonly ItemText[] | null = null;
  return {
    name: `simulated-${size}`,
    provenance: { format: 'simulated', isSimulated: true, files: [], badRowCount: 0 },
    contentHash: hashLog(size, seed, userOffsets, items, timestamps),
    timeResolution: shape.timeResolution,
    userIds: Array.from({ length: shape.userCount }, (_, user) => `u${user + 1}`),
    itemIds: Array.from({ length: shape.itemCount + 1 }, (_, item) => (item === 0 ? '' : `i${item}`)),
    userOffsets,
    items,
    timestamps,
    values: null,
    /** Written when first asked for: the largest shape has a third of a million items. */
    get itemText() {
      text ??= [{}, ...Array.from(order, (item) => describeItem(shop, item, seed))];
      return text;
    },
  };
}

function fillLog(
  shape: ShopShape,
  shop: Assortment,
  seed: number,
): { userOffsets: Uint32Array; items: Uint32Array; times: Float64Array } {
  const lengths = historyLengths(shape, Random.fromSeed(seed, 3));
  const userOffsets = new Uint32Array(shape.userCount + 1);
  for (let user = 0; user < shape.userCount; user++) userOffsets[user + 1] = userOffsets[user]! + lengths[user]!;
  const items = new Uint32Array(shape.eventCount);
  const times = new Float64Array(shape.eventCount);
  const random = Random.fromSeed(seed, 4);
  const shopper = new Shopper(shop, measureDemand(shop), random);
  for (let user = 0; user < shape.userCount; user++) {
    const start = userOffsets[user]!;
    const end = userOffsets[user + 1]!;
    planVisits(times, start, end, shape, random);
    shopper.walk(items, times, start, end);
  }
  fillGaps(items, times, shop.launch, Random.fromSeed(seed, 5));
  return { userOffsets, items, times };
}

/** Ids and text follow from size, seed and version alone, so these stand for them in the hash. */
function hashLog(
  size: SimulatedSize,
  seed: number,
  userOffsets: Uint32Array,
  items: Uint32Array,
  timestamps: Float64Array | null,
): string {
  const hash = createHash('sha256').update(`seqbench simulator ${SIMULATOR_VERSION}\n${size}\n${seed}\n`);
  for (const column of [userOffsets, items, timestamps]) {
    if (column !== null) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}
