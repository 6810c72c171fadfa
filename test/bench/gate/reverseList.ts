import type { RankedLists } from '../../../src/metrics/accuracy.ts';

/** Turns the items of one list round, in place; scores, and places that hold no item, stay where they are. */
export function reverseList({ k, items }: RankedLists, row: number): void {
  const list = items.subarray(row * k, (row + 1) * k);
  const length = list.indexOf(0);
  list.subarray(0, length === -1 ? k : length).reverse();
}
