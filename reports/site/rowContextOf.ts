/** Reads what the page of a row shows of its raw answers. */
import type { ReportRow } from '../rows.ts';
import type { Peer } from './peers.ts';
import type { RowContext } from './pages/run/rowContext.ts';
import { completedOf } from './rowText.ts';
import { isAbsent, type AnswerReader } from './siteInput.ts';
import type { Figure } from './view/figures.ts';

export function rowContext(
  row: ReportRow,
  peers: readonly Peer[],
  figures: readonly Figure[],
  answers: AnswerReader,
): RowContext {
  const completed = completedOf(row);
  const stored = completed.map((record) => answers.array(record, 'requestSeconds'));
  const examples = completed[0] ? answers.examples(completed[0]) : null;
  return {
    row,
    completed,
    figures,
    peers,
    requestSeconds: stored.map((samples) => (isAbsent(samples) ? null : Float64Array.from(samples.data))),
    examples: examples === null || isAbsent(examples) ? null : examples,
    absences: stored.flatMap((samples) => (isAbsent(samples) ? [samples.absence] : [])),
  };
}
