/**
 * The items of the simulated shop as numbers: where each one stands, who makes it, when it came out, how much it draws,
 * and which items go with it. Items are numbered from 0 here. Words are made from these facts in `itemText.ts`.
 */
import type { Random } from '../../random.ts';
import type { ShopShape } from './sizes.ts';

/** Companions of an item: bought after it more often than chance. */
export const COMPANION_COUNT = 3;
export const NO_ITEM = 0xffff_ffff;
const OBSCURE_SHARE = 0.06;
const OBSCURE_APPEAL = 1e-3;

export interface Assortment {
  readonly shelfCount: number;
  readonly brandCount: number;
  /** Items are numbered shelf by shelf: items of shelf s are `shelfOffsets[s]` to before `shelfOffsets[s + 1]`. */
  readonly shelfOffsets: Uint32Array;
  readonly shelfOf: Uint16Array;
  readonly brandOf: Uint16Array;
  /** 0 cheap to 2 dear. */
  readonly priceTier: Uint8Array;
  /** Share of the log's length at which the item came out; below 0: before the log began. */
  readonly launch: Float32Array;
  /** Share of the log's length after which interest in the item has halved. */
  readonly halfLife: Float32Array;
  readonly appeal: Float32Array;
  /** 1 for items that hardly anybody ever finds: every real log has them, and the k-core is there to drop them. */
  readonly isObscure: Uint8Array;
  /** Place in a series from 1, 0 for items of no series. */
  readonly volume: Uint8Array;
  /** The next volume of the series, or NO_ITEM. */
  readonly successor: Uint32Array;
  /** Shape [items, COMPANION_COUNT]. */
  readonly companions: Uint32Array;
  /** Shelf that people turn to after each shelf. */
  readonly nextShelf: Uint16Array;
}

export function stockShop(shape: ShopShape, random: Random): Assortment {
  const { itemCount } = shape;
  const shelfCount = Math.max(8, Math.min(1_200, Math.round(1.3 * Math.sqrt(itemCount))));
  const brandCount = Math.max(6, Math.min(1_500, Math.round(1.2 * Math.sqrt(itemCount))));
  const shelfOffsets = shelfSizes(itemCount, shelfCount, random);
  const columns = {
    shelfOf: new Uint16Array(itemCount),
    brandOf: new Uint16Array(itemCount),
    priceTier: new Uint8Array(itemCount),
    launch: new Float32Array(itemCount),
    halfLife: new Float32Array(itemCount),
    appeal: new Float32Array(itemCount),
    isObscure: new Uint8Array(itemCount),
    volume: new Uint8Array(itemCount),
    successor: new Uint32Array(itemCount).fill(NO_ITEM),
  };
  for (let shelf = 0; shelf < shelfCount; shelf++) {
    fillShelf(shelf, shelfOffsets[shelf]!, shelfOffsets[shelf + 1]!, brandCount, columns, random);
  }
  const nextShelf = new Uint32Array(shelfCount).map((_, shelf) => shelf);
  random.shuffle(nextShelf);
  const placed = { shelfCount, brandCount, shelfOffsets, ...columns, nextShelf: Uint16Array.from(nextShelf) };
  return { ...placed, companions: pairItems(placed, random) };
}

/** Every shelf has at least two items; sizes are uneven. Returns offsets. */
function shelfSizes(itemCount: number, shelfCount: number, random: Random): Uint32Array {
  const weights = Float64Array.from({ length: shelfCount }, () => 0.3 + random.exponential());
  const scale = (itemCount - 2 * shelfCount) / weights.reduce((sum, weight) => sum + weight, 0);
  const offsets = new Uint32Array(shelfCount + 1);
  let cumulative = 0;
  for (let shelf = 0; shelf < shelfCount; shelf++) {
    cumulative += weights[shelf]! * scale;
    offsets[shelf + 1] = 2 * (shelf + 1) + Math.round(cumulative);
  }
  offsets[shelfCount] = itemCount;
  return offsets;
}

type ItemColumns = Pick<
  Assortment,
  'shelfOf' | 'brandOf' | 'priceTier' | 'launch' | 'halfLife' | 'appeal' | 'isObscure' | 'volume' | 'successor'
>;

/** A shelf has a few brands, single items and series; the volumes of a series come out one after the other. */
function fillShelf(
  shelf: number,
  start: number,
  end: number,
  brandCount: number,
  columns: ItemColumns,
  random: Random,
): void {
  const shelfBrands = Array.from({ length: 2 + random.below(3) }, () => random.below(brandCount));
  const shelfAppeal = Math.exp(0.6 * random.normal());
  const ranks = Uint32Array.from({ length: end - start }, (_, place) => place + 1);
  random.shuffle(ranks);
  for (let item = start; item < end;) {
    const volumes = random.uniform() < 0.3 ? Math.min(2 + random.below(4), end - item) : 1;
    const brand = shelfBrands[random.below(shelfBrands.length)]!;
    const tier = random.below(3);
    const firstLaunch = random.uniform() < 0.7 ? -random.uniform() : 0.85 * random.uniform();
    for (let volume = 0; volume < volumes; volume++, item++) {
      columns.shelfOf[item] = shelf;
      columns.brandOf[item] = brand;
      columns.priceTier[item] = tier;
      columns.launch[item] = firstLaunch + 0.03 * volume;
      columns.halfLife[item] = 0.15 + 0.5 * random.exponential();
      // Zipf with exponent 0.8 inside the shelf, times the draw of the shelf.
      columns.appeal[item] = shelfAppeal * ranks[item - start]! ** -0.8;
      if (volumes === 1) {
        if (random.uniform() >= OBSCURE_SHARE) continue;
        columns.isObscure[item] = 1;
        columns.appeal[item]! *= OBSCURE_APPEAL;
        continue;
      }
      columns.volume[item] = volume + 1;
      if (volume + 1 < volumes) columns.successor[item] = item + 1;
    }
  }
}

/** Companions stand on the shelf that follows, by preference from the same brand or price tier. */
function pairItems(
  { shelfOf, shelfOffsets, brandOf, priceTier, nextShelf, appeal, isObscure }: Omit<Assortment, 'companions'>,
  random: Random,
): Uint32Array {
  const companions = new Uint32Array(shelfOf.length * COMPANION_COUNT);
  for (let item = 0; item < shelfOf.length; item++) {
    const shelf = nextShelf[shelfOf[item]!]!;
    const start = shelfOffsets[shelf]!;
    const size = shelfOffsets[shelf + 1]! - start;
    for (let place = 0; place < COMPANION_COUNT; place++) {
      let best = NO_ITEM;
      let bestFit = -Infinity;
      for (let attempt = 0; attempt < 4; attempt++) {
        const candidate = start + random.below(size);
        if (candidate === item) continue;
        const fit =
          (brandOf[candidate] === brandOf[item] ? 2 : 0) +
          (priceTier[candidate] === priceTier[item] ? 1 : 0) +
          0.5 * appeal[candidate]! -
          (isObscure[candidate] === 1 ? 0.9 : 0);
        if (fit > bestFit) {
          best = candidate;
          bestFit = fit;
        }
      }
      companions[item * COMPANION_COUNT + place] = best;
    }
  }
  return companions;
}
