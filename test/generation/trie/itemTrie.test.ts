import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTrie } from '../../../src/generation/trie/buildTrie.ts';
import { childOf, idOf, itemOf, nodeCount, ROOT } from '../../../src/generation/trie/itemTrie.ts';
import { anyIds, tokensOf } from '../tries.ts';

interface NaiveNode {
  readonly children: Map<number, NaiveNode>;
  item: number;
}

function naiveTrie(ids: readonly (readonly number[])[]): NaiveNode {
  const root: NaiveNode = { children: new Map(), item: 0 };
  ids.forEach((id, index) => {
    let node = root;
    for (const token of id) {
      const next = node.children.get(token) ?? { children: new Map<number, NaiveNode>(), item: 0 };
      node.children.set(token, next);
      node = next;
    }
    node.item = index + 1;
  });
  return root;
}

function naiveCount(node: NaiveNode): number {
  return [...node.children.values()].reduce((sum, child) => sum + naiveCount(child), node.item === 0 ? 0 : 1);
}

const someIds = anyIds({ firstToken: 0, lastToken: 4, maxLength: 5, maxItems: 60 });

test('has the nodes, children, ends and counts of a trie of maps', () => {
  fc.assert(
    fc.property(someIds, (ids) => {
      const trie = buildTrie(tokensOf(ids));
      let visited = 0;
      const compare = (node: number, naive: NaiveNode): void => {
        visited++;
        expect(trie.items[node]).toBe(naive.item);
        expect(trie.itemCounts[node]).toBe(naiveCount(naive));
        const [start, end] = [trie.offsets[node]!, trie.offsets[node + 1]!];
        const tokens = Array.from(trie.tokens.subarray(start, end));
        expect(tokens).toEqual([...naive.children.keys()].sort((a, b) => a - b));
        for (const token of [0, 1, 2, 3, 4, 5]) {
          const [child, expected] = [childOf(trie, node, token), naive.children.get(token)];
          expect(child >= 0).toBe(expected !== undefined);
          if (expected === undefined) continue;
          expect(trie.parents[child]).toBe(node);
          compare(child, expected);
        }
      };
      compare(ROOT, naiveTrie(ids));
      expect(visited).toBe(nodeCount(trie));
      expect(trie.depth).toBe(Math.max(...ids.map((id) => id.length)));
    }),
  );
});

test('finds each item by its whole ID, and nothing by a part, an extension or a neighbour of it', () => {
  fc.assert(
    fc.property(someIds, (ids) => {
      const trie = buildTrie(tokensOf(ids));
      const known = new Set(ids.map((id) => id.join()));
      ids.forEach((id, index) => {
        expect(itemOf(trie, id)).toBe(index + 1);
        expect(idOf(trie, index + 1)).toEqual(id);
        const others = [id.slice(0, -1), [...id, 0], [...id.slice(0, -1), id.at(-1)! + 1], [...id].reverse()];
        for (const other of others) if (!known.has(other.join())) expect(itemOf(trie, other)).toBe(0);
      });
    }),
  );
});

test('refuses an empty ID and a second item with the same, by their numbers', () => {
  expect(() => buildTrie(tokensOf([[1, 2], [], [3]]))).toThrow('Item 2 has an ID without a token.');
  expect(() => buildTrie(tokensOf([[1, 2], [3], [1, 2]]))).toThrow('Items 1 and 3 have the same ID.');
});
