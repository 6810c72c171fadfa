/** What a request may not answer: the items of its history, and every node of the trie with nothing else below it. */
import { type ItemTrie, ROOT } from '../trie/itemTrie.ts';

export class Barred {
  readonly #items: ReadonlySet<number>;
  readonly #nodes = new Set<number>();

  constructor(trie: ItemTrie, items: Iterable<number>) {
    this.#items = new Set(items);
    const counts = new Map<number, number>();
    for (const item of this.#items) {
      for (let node = trie.nodes[item]!; ; node = trie.parents[node]!) {
        const count = (counts.get(node) ?? 0) + 1;
        counts.set(node, count);
        if (count === trie.itemCounts[node]) this.#nodes.add(node);
        if (node === ROOT) break;
      }
    }
  }

  hasItem(item: number): boolean {
    return this.#items.has(item);
  }

  hasNode(node: number): boolean {
    return this.#nodes.has(node);
  }
}
