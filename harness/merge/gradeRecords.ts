/** Grades what was submitted: figures that follow from their raw answers, figures alone, or figures that contradict them. */
import { allRunHere, type Grade } from '../../reports/provenance.ts';
import { rowKey } from '../../reports/rows.ts';
import { UserError } from '../../src/errors.ts';
import type { CompletedRecord, RunRecord } from '../records/record.ts';
import type { StoredRecord } from '../records/recordStore.ts';
import { recomputedFaults } from './recompute.ts';
import { hasRawAnswers, submittedAnswers } from './submittedAnswers.ts';

/** More would not be read. */
const MOST_FAULTS = 3;

export interface GradedRecords {
  readonly grades: ReadonlyMap<RunRecord, Grade>;
  /** One sentence per record that is refused. */
  readonly faults: readonly string[];
}

type StoredCase = StoredRecord & { readonly record: CompletedRecord };

function isCompleted(stored: StoredRecord): stored is StoredCase {
  return stored.record.status === 'completed';
}

async function gradeCase(stored: StoredCase): Promise<Grade | { readonly faults: readonly string[] }> {
  try {
    if (!(await hasRawAnswers(stored))) return 'figures-only';
    const faults = recomputedFaults(stored.record, submittedAnswers(stored));
    return faults.length === 0 ? 'raw-answers' : { faults };
  } catch (error) {
    if (error instanceof UserError) return { faults: [error.message.replace(/\.$/u, '')] };
    throw error;
  }
}

function sentence({ path }: StoredRecord, faults: readonly string[]): string {
  const more = faults.length > MOST_FAULTS ? `; and ${faults.length - MOST_FAULTS} more` : '';
  return `${path}: ${faults.slice(0, MOST_FAULTS).join('; ')}${more}.`;
}

/** With any profiles: a case that failed does not know its own. */
const rowOf = (record: RunRecord): string => rowKey(record, allRunHere, '');

export async function gradeRecords(stored: readonly StoredRecord[]): Promise<GradedRecords> {
  const grades = new Map<RunRecord, Grade>();
  const faults: string[] = [];
  const checkedRows = new Set<string>();
  for (const one of stored.filter(isCompleted)) {
    const grade = await gradeCase(one);
    if (typeof grade === 'object') {
      faults.push(sentence(one, grade.faults));
      continue;
    }
    grades.set(one.record, grade);
    if (grade === 'raw-answers') checkedRows.add(rowOf(one.record));
  }
  // A failed case has nothing to check; it stays with the others of its row.
  for (const { record } of stored.filter((one) => !isCompleted(one))) {
    grades.set(record, checkedRows.has(rowOf(record)) ? 'raw-answers' : 'figures-only');
  }
  return { grades, faults };
}
