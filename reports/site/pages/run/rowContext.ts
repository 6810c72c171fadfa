/** What the parts of a row's page are made from. */
import type { ExampleCase } from '../../../../harness/records/exampleCases.ts';
import type { CompletedRecord } from '../../../../harness/records/record.ts';
import type { Peer } from '../../peers.ts';
import type { ReportRow } from '../../../rows.ts';
import type { Figure } from '../../view/figures.ts';

export interface RowContext {
  readonly row: ReportRow;
  readonly completed: readonly CompletedRecord[];
  /** All of the site. */
  readonly figures: readonly Figure[];
  /** The most accurate rows of its split; itself may be among them. */
  readonly peers: readonly Peer[];
  /** By place in `completed`; null where they are not there. */
  readonly requestSeconds: readonly (Float64Array | null)[];
  readonly examples: readonly ExampleCase[] | null;
  /** Why raw answers could not be read, a sentence each. */
  readonly absences: readonly string[];
}

/** Drawn for phones, shown a little larger on wide screens. */
export const RUN_PLOT_SIZE = { width: 440, height: 270 };

/** `seed 1`, `seed 2`: the lines of plots over seeds. */
export function seedLabel({ seed }: { readonly seed: number }): string {
  return `seed ${seed}`;
}
