/**
 * What the simulated users do. A user has a few tastes (shelves), a favourite brand and a price tier, all drifting
 * slowly; each event follows from the item before (series, companions), from an earlier item not yet followed up, from
 * a taste, from what everybody wants, or from nothing at all. So order matters, the last item tells much but not all,
 * and popularity helps a little.
 */
import type { Random } from '../../random.ts';
import { COMPANION_COUNT, NO_ITEM, type Assortment } from './assortment.ts';
import { drawFromShelf, drawItem, SEASON_COUNT, type Demand } from './demand.ts';

/** Chances of what an event follows from; the rest, 4 %, is noise. */
const FOLLOW_LAST = 0.07;
const FOLLOW_EARLIER = 0.22;
const FOLLOW_TASTE = 0.56;
const FOLLOW_DEMAND = 0.11;
/** Chance that an event comes with a change of one taste. */
const DRIFT = 0.02;
/** Chance that an item is bought although the user has had it. */
const REFILL = 0.02;
const TASTE_COUNT = 3;
const ATTEMPTS = 6;

export class Shopper {
  private readonly tastes = new Uint16Array(TASTE_COUNT);
  private brand = 0;
  private tier = 0;
  /** Number of the last user who had each item, plus 1. */
  private readonly lastOwner: Uint32Array;
  private owner = 0;
  private readonly shop: Assortment;
  private readonly demand: Demand;
  private readonly random: Random;

  constructor(shop: Assortment, demand: Demand, random: Random) {
    this.shop = shop;
    this.demand = demand;
    this.random = random;
    this.lastOwner = new Uint32Array(shop.shelfOf.length);
  }

  /** Fills `items[start..end)` with one user's item numbers; `times` are shares of the log's length, ascending. */
  walk(items: Uint32Array, times: Float64Array, start: number, end: number): void {
    this.owner++;
    this.settle(season(times[start]!));
    for (let row = start; row < end; row++) {
      const now = season(times[row]!);
      if (this.random.uniform() < DRIFT) this.drift(now);
      const item = this.choose(items, start, row, now, times[row]!);
      this.lastOwner[item] = this.owner;
      items[row] = item;
    }
  }

  private settle(now: number): void {
    for (let taste = 0; taste < TASTE_COUNT; taste++) this.tastes[taste] = this.popularShelf(now);
    const model = drawFromShelf(this.demand, this.shop, now, this.tastes[0]!, this.random);
    this.brand = this.shop.brandOf[model]!;
    this.tier = this.random.below(3);
  }

  /** A taste moves on to the shelf that follows, or to a new one. */
  private drift(now: number): void {
    const taste = this.random.below(TASTE_COUNT);
    this.tastes[taste] =
      this.random.uniform() < 0.5 ? this.shop.nextShelf[this.tastes[taste]!]! : this.popularShelf(now);
  }

  private popularShelf(now: number): number {
    return this.shop.shelfOf[drawItem(this.demand, this.shop, now, this.random)]!;
  }

  /** Tries again where the user has the item or it is not out yet; the last attempt is taken as it is. */
  private choose(items: Uint32Array, start: number, row: number, now: number, moment: number): number {
    let item = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      item = this.candidate(items, start, row, now);
      if (this.shop.launch[item]! > moment) continue;
      if (this.lastOwner[item] !== this.owner || this.random.uniform() < REFILL) return item;
    }
    return item;
  }

  private candidate(items: Uint32Array, start: number, row: number, now: number): number {
    const draw = this.random.uniform();
    if (draw < FOLLOW_LAST + FOLLOW_EARLIER && row > start) {
      const back = draw < FOLLOW_LAST ? 1 : 2 + this.random.below(4);
      const followed = this.follow(items[Math.max(start, row - back)]!);
      if (followed !== NO_ITEM) return followed;
    }
    if (draw < FOLLOW_LAST + FOLLOW_EARLIER + FOLLOW_TASTE) return this.fromTaste(now);
    if (draw < FOLLOW_LAST + FOLLOW_EARLIER + FOLLOW_TASTE + FOLLOW_DEMAND) {
      return drawItem(this.demand, this.shop, now, this.random);
    }
    const item = this.random.below(this.shop.shelfOf.length);
    return this.shop.isObscure[item] === 1 ? drawItem(this.demand, this.shop, now, this.random) : item;
  }

  /** The next volume where there is one and the user has not got it, else a companion. */
  private follow(item: number): number {
    const successor = this.shop.successor[item]!;
    if (successor !== NO_ITEM && this.lastOwner[successor] !== this.owner && this.random.uniform() < 0.6) {
      return successor;
    }
    return this.shop.companions[item * COMPANION_COUNT + skewed(this.random)]!;
  }

  /** The best of three draws from the shelf of a taste: the favourite brand counts most, then the price tier. */
  private fromTaste(now: number): number {
    const shelf = this.tastes[skewed(this.random)]!;
    let best = drawFromShelf(this.demand, this.shop, now, shelf, this.random);
    let bestFit = this.fit(best);
    for (let attempt = 0; attempt < 2; attempt++) {
      const item = drawFromShelf(this.demand, this.shop, now, shelf, this.random);
      const fit = this.fit(item);
      if (fit <= bestFit) continue;
      best = item;
      bestFit = fit;
    }
    return best;
  }

  private fit(item: number): number {
    const owned = this.lastOwner[item] === this.owner ? -4 : 0;
    return owned + (this.shop.brandOf[item] === this.brand ? 2 : 0) + (this.shop.priceTier[item] === this.tier ? 1 : 0);
  }
}

/** 0, 1 or 2 with chances 0.55, 0.3 and 0.15. */
function skewed(random: Random): number {
  const draw = random.uniform();
  return draw < 0.55 ? 0 : draw < 0.85 ? 1 : 2;
}

function season(share: number): number {
  return Math.min(SEASON_COUNT - 1, Math.floor(share * SEASON_COUNT));
}
