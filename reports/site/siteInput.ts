/** What a site is made from. All of it is read; nothing is asked of clocks, disks or hosts but through these. */
import type { ExampleCase } from '../../harness/records/exampleCases.ts';
import type { CompletedRecord, RunRecord } from '../../harness/records/record.ts';
import type { CommitOrder } from '../history/commitsInOrder.ts';
import type { ProvenanceOf } from '../provenance.ts';

/** Why something cannot be shown, as a sentence. */
export interface Absent {
  readonly absence: string;
}

export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Uint32Array | Float32Array | Float64Array;
}

export type StoredArrayName =
  'items' | 'targets' | 'users' | 'historyLengths' | 'targetTrainCounts' | 'requestSeconds' | 'batchSeconds';

/** Raw answers of a case, which may be missing where records were copied without them. */
export interface AnswerReader {
  readonly array: (record: CompletedRecord, name: StoredArrayName) => StoredArray | Absent;
  readonly examples: (record: CompletedRecord) => readonly ExampleCase[] | Absent;
}

/** A choice of the protocol, as its settings schema describes it. */
export interface Switch {
  readonly name: string;
  readonly values: string;
  readonly usual: string;
  readonly meaning: string;
}

export interface SwitchGroup {
  readonly title: string;
  readonly about: string;
  readonly switches: readonly Switch[];
}

export interface SiteInput {
  /** Of all commits; of several of one case on one machine, the newest counts on the board, all of them in the history. */
  readonly records: readonly RunRecord[];
  readonly provenanceOf: ProvenanceOf;
  readonly commitOrder: CommitOrder;
  readonly answers: AnswerReader;
  readonly switches: readonly SwitchGroup[];
  readonly seqbenchVersion: string;
}

export interface SiteFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** In pieces where all of it at once would need much room; those can be gone through once. */
  readonly content: string | Uint8Array | Iterable<string>;
}

export function isAbsent(value: object): value is Absent {
  return 'absence' in value;
}
