/**
 * Builds the trie one level at a time: IDs are sorted by (node reached so far, next token) in two counting sorts, and
 * every change of that pair is a new node. Linear in the tokens of all IDs.
 */
import { ROOT, type ItemTokens, type ItemTrie } from './itemTrie.ts';

/** @throws Error where an ID is empty, or two items have the same. */
export function buildTrie(ids: ItemTokens): ItemTrie {
  const itemCount = ids.offsets.length - 2;
  const tokenBound = largest(ids.tokens) + 1;
  const nodes = new Uint32Array(itemCount + 1);
  const room = ids.tokens.length;
  const tokens = new Uint32Array(room);
  const parents = new Uint32Array(room + 1);
  const items = new Uint32Array(room + 1);
  let nodeCount = 1;
  let depth = 0;
  let firstOfLevel = ROOT;
  let live = liveItems(ids);
  while (live.length > 0) {
    const firstOfNext = nodeCount;
    const tokenOf = (item: number): number => ids.tokens[ids.offsets[item]! + depth]!;
    const nodeOf = (item: number): number => nodes[item]! - firstOfLevel;
    const byToken = countingSort(live, tokenBound, tokenOf);
    const sorted = countingSort(byToken, firstOfNext - firstOfLevel, nodeOf);
    let lastParent = -1;
    let lastToken = -1;
    for (const item of sorted) {
      const [parent, token] = [nodes[item]!, tokenOf(item)];
      if (parent !== lastParent || token !== lastToken) {
        tokens[nodeCount - 1] = token;
        parents[nodeCount] = parent;
        nodeCount++;
        [lastParent, lastToken] = [parent, token];
      }
      nodes[item] = nodeCount - 1;
    }
    depth++;
    live = endIds(ids, sorted, depth, nodes, items);
    firstOfLevel = firstOfNext;
  }
  const kept = { tokens: tokens.slice(0, nodeCount - 1), parents: parents.slice(0, nodeCount) };
  const ends = items.slice(0, nodeCount);
  const offsets = childOffsets(kept.parents);
  return { ...kept, offsets, items: ends, nodes, itemCounts: countItems(kept.parents, ends), depth };
}

function liveItems({ offsets }: ItemTokens): Uint32Array {
  const itemCount = offsets.length - 2;
  const live = new Uint32Array(itemCount);
  for (let item = 1; item <= itemCount; item++) {
    if (offsets[item] === offsets[item + 1]) throw new Error(`Item ${item} has an ID without a token.`);
    live[item - 1] = item;
  }
  return live;
}

/** Marks the IDs that end at this depth and returns the others. */
function endIds(
  { offsets }: ItemTokens,
  reached: Uint32Array,
  depth: number,
  nodes: Uint32Array,
  items: Uint32Array,
): Uint32Array {
  let kept = 0;
  for (const item of reached) {
    if (offsets[item + 1]! - offsets[item]! > depth) {
      reached[kept++] = item;
      continue;
    }
    const node = nodes[item]!;
    if (items[node] !== 0) throw new Error(`Items ${items[node]!} and ${item} have the same ID.`);
    items[node] = item;
  }
  return reached.subarray(0, kept);
}

/** Stable. */
function countingSort(values: Uint32Array, bound: number, keyOf: (value: number) => number): Uint32Array {
  const starts = new Uint32Array(bound + 1);
  for (const value of values) starts[keyOf(value) + 1]!++;
  for (let key = 0; key < bound; key++) starts[key + 1]! += starts[key]!;
  const sorted = new Uint32Array(values.length);
  for (const value of values) sorted[starts[keyOf(value)]!++] = value;
  return sorted;
}

/** Parents rise with the number of the node. */
function childOffsets(parents: Uint32Array): Uint32Array {
  const offsets = new Uint32Array(parents.length + 1);
  for (let node = 1; node < parents.length; node++) offsets[parents[node]! + 1]!++;
  for (let node = 0; node < parents.length; node++) offsets[node + 1]! += offsets[node]!;
  return offsets;
}

function countItems(parents: Uint32Array, items: Uint32Array): Uint32Array {
  const counts = items.map((item) => (item === 0 ? 0 : 1));
  for (let node = parents.length - 1; node > 0; node--) counts[parents[node]!]! += counts[node]!;
  return counts;
}

function largest(values: Uint32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
