/**
 * All item IDs of a catalogue as one tree of tokens, in flat arrays. Nodes are numbered level by level, the children of a
 * node one after the other by rising token, so that a child needs no pointer: the edge at place e leads to node e + 1.
 */

/** Token sequences of items: item i has tokens `offsets[i]` to `offsets[i + 1]`; place 0 is empty. */
export interface ItemTokens {
  /** Length is the number of items + 2. */
  readonly offsets: Uint32Array;
  readonly tokens: Uint32Array;
}

export interface ItemTrie {
  /** Edges of node n are places `offsets[n]` to `offsets[n + 1]`; length is the number of nodes + 1. Node 0 is the root. */
  readonly offsets: Uint32Array;
  /** Token of each edge, and so of each node but the root: that of node n is `tokens[n - 1]`. */
  readonly tokens: Uint32Array;
  /** Node above each node; that of the root is itself. */
  readonly parents: Uint32Array;
  /** Item whose ID ends at the node; 0 where none does. An ID that begins another one ends at an inner node. */
  readonly items: Uint32Array;
  /** Node where the ID of each item ends, by item number; place 0 is the root. */
  readonly nodes: Uint32Array;
  /** IDs that end at the node or below. */
  readonly itemCounts: Uint32Array;
  /** Tokens of the longest ID. */
  readonly depth: number;
}

export const ROOT = 0;

export function nodeCount(trie: ItemTrie): number {
  return trie.items.length;
}

/** The child by a token, found by halving; -1 where there is none. */
export function childOf({ offsets, tokens }: ItemTrie, node: number, token: number): number {
  let low = offsets[node]!;
  let high = offsets[node + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tokens[middle]! < token) low = middle + 1;
    else high = middle;
  }
  return low < offsets[node + 1]! && tokens[low] === token ? low + 1 : -1;
}

/** The item with exactly this ID; 0 where there is none, however much of an ID it may be. */
export function itemOf(trie: ItemTrie, id: ArrayLike<number>): number {
  let node = ROOT;
  for (let place = 0; place < id.length; place++) {
    node = childOf(trie, node, id[place]!);
    if (node < 0) return 0;
  }
  return trie.items[node]!;
}

/** The ID of an item, which is the path to its node. */
export function idOf(trie: ItemTrie, item: number): number[] {
  const id: number[] = [];
  for (let node = trie.nodes[item]!; node !== ROOT; node = trie.parents[node]!) id.push(trie.tokens[node - 1]!);
  return id.reverse();
}
