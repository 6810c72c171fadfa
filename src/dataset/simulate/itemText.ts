/** Titles, brands, category paths and descriptions from the facts of an item: what stands together reads alike. */
import { splitmix64 } from '../../random.ts';
import type { ItemText } from '../interactionDataset.ts';
import type { Assortment } from './assortment.ts';
import * as words from './words.ts';

interface ShelfWords {
  readonly department: string;
  readonly category: string;
  readonly noun: string;
  /** Empty where the shop has one shelf for the noun. */
  readonly audience: string;
}

const SHELVES: readonly Omit<ShelfWords, 'audience'>[] = words.DEPARTMENTS.flatMap(({ name, categories }) =>
  Object.entries(categories).flatMap(([category, nouns]) =>
    nouns.map((noun) => ({ department: name, category, noun })),
  ),
);

/** `item` counts from 0. The same seed and item always give the same words. */
export function describeItem(shop: Assortment, item: number, seed: number): ItemText {
  const shelf = shelfWords(shop.shelfOf[item]!);
  const brand = brandName(shop.brandOf[item]!);
  const pick = picker(seed, item);
  const trait = pick(words.TRAITS);
  const material = pick(words.MATERIALS);
  const colour = pick(words.COLOURS);
  const price = words.PRICE_WORDS[shop.priceTier[item]!]!;
  const volume = shop.volume[item]!;
  const name = capitalise([shelf.audience, trait, material, shelf.noun].filter((word) => word !== '').join(' '));
  const series = volume === 0 ? '' : `, ${volume === 1 ? 'first' : `no. ${volume}`} of the ${brand} series`;
  return {
    title: `${brand} ${name}${volume === 0 ? '' : ` No. ${volume}`}`,
    brand,
    categories: [shelf.department, shelf.category, capitalise(`${shelf.audience} ${shelf.noun}`.trim())],
    description:
      `A ${price} ${shelf.noun} by ${brand}${series}: ${trait}, with ${material}, in ${colour}. ` +
      `For ${shelf.audience === '' ? 'everyone who likes' : `${shelf.audience} use in`} ${shelf.category.toLowerCase()}.`,
    attributes: { colour, price },
  };
}

function shelfWords(shelf: number): ShelfWords {
  const round = Math.floor(shelf / SHELVES.length);
  // Steps by a number coprime to the list, so that a small shop has shelves of every department.
  const place = SHELVES[(shelf * 37) % SHELVES.length]!;
  const audience = round === 0 ? '' : words.AUDIENCES[(round - 1) % words.AUDIENCES.length]!;
  return { ...place, audience };
}

function brandName(brand: number): string {
  const { BRAND_STARTS: starts, BRAND_MIDDLES: middles, BRAND_ENDS: ends } = words;
  const middle = Math.floor(brand / starts.length);
  const end = Math.floor(middle / middles.length);
  // The shift by `brand` varies the endings of neighbours; the three places together stay different for every brand.
  return starts[brand % starts.length]! + middles[middle % middles.length]! + ends[(end + brand) % ends.length]!;
}

/** Draws words for one item, independent of the order in which items are described. */
function picker(seed: number, item: number): (list: readonly string[]) => string {
  let [word] = splitmix64((BigInt(seed) << 32n) ^ BigInt(item), 1) as [bigint];
  return (list) => {
    const chosen = list[Number(word % BigInt(list.length))]!;
    word /= BigInt(list.length);
    return chosen;
  };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
