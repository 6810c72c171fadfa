/**
 * What the shop as a whole wants at each season: running sums of appeal times life cycle, so that an item or a shelf is
 * drawn by halving. Interest in an item rises within weeks of its launch and then halves with its half-life.
 */
import type { Random } from '../../random.ts';
import type { Assortment } from './assortment.ts';

export const SEASON_COUNT = 24;

export interface Demand {
  /** Shape [seasons, items]: running sum of demand over the items in their order. */
  readonly itemSums: Float64Array;
  /** Shape [seasons, shelves + 1]: the running sum at each shelf's start, and the total. */
  readonly shelfSums: Float64Array;
}

export function measureDemand(shop: Assortment): Demand {
  const itemCount = shop.shelfOf.length;
  const itemSums = new Float64Array(SEASON_COUNT * itemCount);
  const shelfSums = new Float64Array(SEASON_COUNT * (shop.shelfCount + 1));
  for (let season = 0; season < SEASON_COUNT; season++) {
    const moment = season / SEASON_COUNT;
    let sum = 0;
    let item = 0;
    for (let shelf = 0; shelf < shop.shelfCount; shelf++) {
      shelfSums[season * (shop.shelfCount + 1) + shelf] = sum;
      for (; item < shop.shelfOffsets[shelf + 1]!; item++) {
        const age = moment - shop.launch[item]!;
        // Before its launch an item has a trace of demand, so that a shelf is never empty.
        const cycle = age < 0 ? 1e-6 : 2 ** (-age / shop.halfLife[item]!) + 0.08;
        sum += shop.appeal[item]! * cycle;
        itemSums[season * itemCount + item] = sum;
      }
    }
    shelfSums[season * (shop.shelfCount + 1) + shop.shelfCount] = sum;
  }
  return { itemSums, shelfSums };
}

/** An item of the whole shop, by demand. */
export function drawItem(demand: Demand, shop: Assortment, season: number, random: Random): number {
  return drawBetween(demand, shop, season, 0, shop.shelfCount, random);
}

/** An item of one shelf, by demand. */
export function drawFromShelf(demand: Demand, shop: Assortment, season: number, shelf: number, random: Random): number {
  return drawBetween(demand, shop, season, shelf, shelf + 1, random);
}

function drawBetween(
  { itemSums, shelfSums }: Demand,
  shop: Assortment,
  season: number,
  fromShelf: number,
  toShelf: number,
  random: Random,
): number {
  const shelfBase = season * (shop.shelfCount + 1);
  const below = shelfSums[shelfBase + fromShelf]!;
  const wanted = below + random.uniform() * (shelfSums[shelfBase + toShelf]! - below);
  const base = season * shop.shelfOf.length;
  let low = shop.shelfOffsets[fromShelf]!;
  let high = shop.shelfOffsets[toShelf]! - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (itemSums[base + middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
