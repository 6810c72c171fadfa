/**
 * Joins the results of several people into one board. Nothing that a submission says is taken for granted: figures are
 * computed again from its raw answers, and a submission that contradicts itself or the others is refused.
 */
import { basename, resolve } from 'node:path';
import { GRADES, RUN_HERE, type Grade, type Provenance, type ProvenanceOf } from '../../reports/provenance.ts';
import type { AnswerReader } from '../../reports/site/siteInput.ts';
import { UserError } from '../../src/errors.ts';
import { answerReader } from '../records/answerReader.ts';
import { plural } from '../plural.ts';
import type { RunRecord } from '../records/record.ts';
import { readRecords, type StoredRecord } from '../records/recordStore.ts';
import { gradeRecords } from './gradeRecords.ts';
import { readSubmission } from './readSubmission.ts';
import { splitFaults } from './sameSplits.ts';

export interface MergeEvents {
  readonly onSubmission: (name: string, recordCount: number) => void;
}

export interface MergedResults {
  readonly stored: readonly StoredRecord[];
  readonly provenanceOf: ProvenanceOf;
  readonly answers: AnswerReader;
  /** Records by grade. */
  readonly counts: Readonly<Record<Grade, number>>;
  /** What a reader of the board should know of how it was joined, a sentence each. */
  readonly notes: readonly string[];
}

interface Source {
  readonly name: string | null;
  readonly stored: readonly StoredRecord[];
  readonly grades: ReadonlyMap<RunRecord, Grade>;
}

/** Names of folders, told apart where two are alike. */
export function submissionNames(directories: readonly string[]): string[] {
  const names: string[] = [];
  for (const directory of directories) {
    const own = basename(resolve(directory)) || directory;
    let name = own;
    for (let count = 2; names.includes(name); count++) name = `${own} (${count})`;
    names.push(name);
  }
  return names;
}

/** A case of a commit on a machine is what a record is of; its path says the same. */
function identity({ machine, code, caseId }: RunRecord): string {
  return JSON.stringify([machine.id, code.commit, caseId]);
}

function gradeOf({ grades }: Source, record: RunRecord): Grade {
  return grades.get(record) ?? 'run-here';
}

/** The same case from several sources once: the best grade counts, then whoever is named first. */
function withoutDoubles(sources: readonly Source[]): { kept: [Source, StoredRecord][]; notes: string[] } {
  const owner = new Map<string, Source>();
  const kept: [Source, StoredRecord][] = [];
  const doubles = new Map<Source, number>();
  for (const grade of GRADES) {
    for (const source of sources) {
      for (const stored of source.stored.filter(({ record }) => gradeOf(source, record) === grade)) {
        const key = identity(stored.record);
        const known = owner.get(key) ?? source;
        owner.set(key, known);
        if (known === source) kept.push([source, stored]);
        else doubles.set(source, (doubles.get(source) ?? 0) + 1);
      }
    }
  }
  const notes = [...doubles].map(
    ([{ name }, count]) =>
      `${name ?? 'your own results'}: ${plural(count, 'case')} of another submission as well, counted once.`,
  );
  return { kept, notes };
}

function refuse(faults: readonly string[]): never {
  const what = faults.length === 1 ? 'A record is refused' : `${faults.length} records are refused`;
  throw new UserError(
    `${what}, and nothing was merged:\n${faults.map((fault) => `  ${fault.replaceAll('\n', ' ')}`).join('\n')}\n` +
      'Ask who sent it for records and answers as seqbench wrote them, or leave its folder out.',
  );
}

/** Names and labels of other people, on a terminal that would obey them. */
export function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? character : '\uFFFD'));
}

/** @throws UserError that names every record which cannot be merged, and why. */
export async function mergeSubmissions(
  directories: readonly string[],
  ownDirectory: string | null,
  events: MergeEvents,
): Promise<MergedResults> {
  try {
    return await merge(directories, ownDirectory, events);
  } catch (error) {
    throw error instanceof UserError ? new UserError(withoutControls(error.message)) : error;
  }
}

async function merge(
  directories: readonly string[],
  ownDirectory: string | null,
  events: MergeEvents,
): Promise<MergedResults> {
  const own = ownDirectory === null ? [] : await readRecords(ownDirectory);
  if (ownDirectory !== null && own.length === 0) throw new UserError(`${ownDirectory} holds no records of your own.`);
  const sources: Source[] = [{ name: null, stored: own, grades: new Map() }];
  const faults: string[] = [];
  for (const [place, name] of submissionNames(directories).entries()) {
    const stored = await readSubmission(directories[place]!);
    events.onSubmission(name, stored.length);
    const graded = await gradeRecords(stored);
    faults.push(...graded.faults);
    sources.push({ name, stored, grades: graded.grades });
  }
  if (faults.length > 0) refuse(faults);
  const { kept, notes } = withoutDoubles(sources);
  const provenance = new Map<RunRecord, Provenance>(
    kept.map(([source, { record }]) => {
      const grade = gradeOf(source, record);
      return [record, source.name === null ? RUN_HERE : { grade, submission: source.name }];
    }),
  );
  const provenanceOf: ProvenanceOf = (record) => provenance.get(record) ?? RUN_HERE;
  const stored = kept.map(([, one]) => one);
  const contradictions = splitFaults(stored, (record) => provenanceOf(record).grade !== 'figures-only');
  if (contradictions.length > 0) refuse(contradictions);
  const counts = { 'run-here': 0, 'raw-answers': 0, 'figures-only': 0 };
  for (const { record } of stored) counts[provenanceOf(record).grade]++;
  return { stored, provenanceOf, answers: checkedAnswers(stored, provenanceOf), counts, notes };
}

/** Only answers that were checked are shown. */
function checkedAnswers(stored: readonly StoredRecord[], provenanceOf: ProvenanceOf): AnswerReader {
  const reader = answerReader(stored);
  const absent = { absence: 'This submission has figures alone and no raw answers.' };
  const isUnchecked = (record: RunRecord) => provenanceOf(record).grade === 'figures-only';
  return {
    array: (record, name) => (isUnchecked(record) ? absent : reader.array(record, name)),
    examples: (record) => (isUnchecked(record) ? absent : reader.examples(record)),
  };
}
