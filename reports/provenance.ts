/** How far a reader may trust a row: who ran it, and whether its figures could be computed again. */
import type { RunRecord } from '../harness/records/record.ts';

export const GRADES = ['run-here', 'raw-answers', 'figures-only'] as const;
export type Grade = (typeof GRADES)[number];

export interface Provenance {
  readonly grade: Grade;
  /** Name of the submission that it came with; null for what was run here. */
  readonly submission: string | null;
}

export type ProvenanceOf = (record: RunRecord) => Provenance;

export const RUN_HERE: Provenance = { grade: 'run-here', submission: null };

/** Of a results directory: whatever is in it was run by whom it belongs to. */
export const allRunHere: ProvenanceOf = () => RUN_HERE;

export const GRADE_LABELS: Readonly<Record<Grade, string>> = {
  'run-here': 'run here',
  'raw-answers': 'submitted with raw answers',
  'figures-only': 'figures only',
};

export const GRADE_MEANINGS: Readonly<Record<Grade, string>> = {
  'run-here': 'Run by whoever made this board.',
  'raw-answers':
    'Run by somebody else, who submitted every list that was recommended: accuracy, coverage and Gini were computed again from these, and the times of the test set and of single requests from their samples, and matched; other figures are as submitted.',
  'figures-only': 'Run by somebody else, who submitted figures alone: nothing could be checked.',
};

export function provenanceText({ grade, submission }: Provenance): string {
  return submission === null ? GRADE_LABELS[grade] : `${GRADE_LABELS[grade]}: ${submission}`;
}
