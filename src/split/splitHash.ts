/** The fingerprint of a split: equal hashes mean the same cases, histories and targets. */
import { createHash, type Hash } from 'node:crypto';
import { canonicalJson } from '../canonicalJson.ts';
import type { EvaluationCases, Sequences, Split } from './split.ts';

export function hashSplit(datasetHash: string, split: Omit<Split, 'hash' | 'statements' | 'counts'>): string {
  const hash = createHash('sha256');
  hash.update(`${datasetHash}\n${canonicalJson(split.settings)}\n${split.cutoffSeconds}\n`);
  column(hash, 'catalogue', split.catalogue.datasetItem);
  sequences(hash, split.train);
  for (const cases of [split.validation, split.test]) evaluation(hash, cases);
  return hash.digest('hex');
}

function evaluation(hash: Hash, cases: EvaluationCases): void {
  sequences(hash, cases.sequences);
  column(hash, 'sequence', cases.sequence);
  column(hash, 'targetRow', cases.targetRow);
}

function sequences(hash: Hash, part: Sequences): void {
  column(hash, 'users', part.users);
  column(hash, 'offsets', part.offsets);
  column(hash, 'items', part.items);
  if (part.timestamps !== null) column(hash, 'timestamps', part.timestamps);
}

/** Name and length first, so that no two layouts give the same bytes. */
function column(hash: Hash, name: string, values: Uint32Array | Float64Array): void {
  hash.update(`${name}:${values.length}\n`);
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
