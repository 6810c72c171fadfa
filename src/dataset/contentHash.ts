/** The content hash of a dataset: equal hashes mean equal ids, events and item text, however they were read. */
import { createHash, type Hash } from 'node:crypto';
import type { InteractionDataset, ItemText } from './interactionDataset.ts';

/** What the hash covers: everything but the name and where the data came from. */
export type DatasetContent = Omit<InteractionDataset, 'name' | 'provenance' | 'contentHash'>;

/** Changes when the layout of the hashed bytes changes, so that old and new hashes never meet. */
const HASH_LAYOUT = 'seqbench-dataset-1';

export function hashContent(content: DatasetContent): string {
  const hash = createHash('sha256').update(`${HASH_LAYOUT}\n${content.timeResolution}\n`);
  addText(hash, 'userIds', JSON.stringify(content.userIds));
  addText(hash, 'itemIds', JSON.stringify(content.itemIds));
  addColumn(hash, 'userOffsets', content.userOffsets);
  addColumn(hash, 'items', content.items);
  addColumn(hash, 'timestamps', content.timestamps);
  addColumn(hash, 'values', content.values);
  hash.update(`itemText ${content.itemText === null ? 'none' : content.itemText.length}\n`);
  for (const text of content.itemText ?? []) hash.update(`${canonicalItemText(text)}\n`);
  return hash.digest('hex');
}

/** One text per item text, whatever order its fields were set in. */
export function canonicalItemText(text: ItemText): string {
  const attributes = text.attributes === undefined ? undefined : Object.entries(text.attributes).sort(byFirst);
  return JSON.stringify([text.title, text.brand, text.categories, text.description, attributes, text.textId]);
}

function byFirst(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}

function addText(hash: Hash, label: string, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  hash.update(`${label} ${bytes.length}\n`).update(bytes);
}

/** Bytes as they lie in memory; every platform that Node runs on with its engines is little-endian. */
function addColumn(hash: Hash, label: string, column: Uint32Array | Float32Array | Float64Array | null): void {
  hash.update(`${label} ${column === null ? 'none' : column.length}\n`);
  if (column !== null) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
}
