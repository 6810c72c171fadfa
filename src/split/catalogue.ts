/** The items of a split and their numbers: by a hash of the original id, so that a number says nothing else. */
import { hash } from 'node:crypto';
import type { Catalogue } from './split.ts';

/**
 * `member` has one place per item number of the dataset, not 0 for items of the catalogue. Order: the first 48 bits of
 * SHA-256 of the id in UTF-8, then the id itself.
 */
export function numberCatalogue(itemIds: readonly string[], member: Uint8Array): Catalogue {
  const members: number[] = [];
  const keys = new Float64Array(itemIds.length);
  for (let item = 1; item < itemIds.length; item++) {
    if (member[item] === 0) continue;
    members.push(item);
    keys[item] = hash('sha256', itemIds[item]!, 'buffer').readUIntBE(0, 6);
  }
  members.sort((a, b) => keys[a]! - keys[b]! || (itemIds[a]! < itemIds[b]! ? -1 : 1));
  return { itemCount: members.length, datasetItem: Uint32Array.from([0, ...members]) };
}

/** Catalogue number by item number of the dataset, 0 for items outside. */
export function catalogueNumbers(catalogue: Catalogue, itemIdCount: number): Uint32Array {
  const numbers = new Uint32Array(itemIdCount);
  for (let item = 1; item <= catalogue.itemCount; item++) numbers[catalogue.datasetItem[item]!] = item;
  return numbers;
}
