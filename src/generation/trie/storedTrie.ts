/** The trie on disk, as columns of numbers in a directory of its own. */
import { readColumns, writeColumns } from '../../columnFiles.ts';
import { UserError } from '../../errors.ts';
import type { ItemTrie } from './itemTrie.ts';

const KIND = 'item-trie';
const COLUMNS = ['offsets', 'tokens', 'parents', 'items', 'nodes', 'itemCounts'] as const;

export function writeTrie(directory: string, trie: ItemTrie): Promise<void> {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, trie[name]]));
  return writeColumns(directory, { kind: KIND, numbers: { depth: trie.depth }, columns });
}

/** @throws UserError where the directory holds no whole trie. */
export async function readTrie(directory: string): Promise<ItemTrie> {
  const { numbers, columns } = await readColumns(directory, KIND);
  const column = (name: (typeof COLUMNS)[number]): Uint32Array => {
    const found = columns[name];
    if (found instanceof Uint32Array) return found;
    throw new UserError(`"${directory}" lacks the column "${name}" of an item trie; fit the model again.`);
  };
  const [offsets, tokens, parents] = [column('offsets'), column('tokens'), column('parents')];
  const [items, nodes, itemCounts] = [column('items'), column('nodes'), column('itemCounts')];
  return { offsets, tokens, parents, items, nodes, itemCounts, depth: numbers.depth! };
}
