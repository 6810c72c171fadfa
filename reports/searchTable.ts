/** What a search tried: one row per trial, the best first, with what became of each. */
import { choiceText } from '../harness/search/choiceText.ts';
import type { SearchRecord, Trial, TrialState } from '../harness/search/searchRecord.ts';
import { formatCost, formatCount, MISSING } from './formatNumber.ts';
import type { TableView } from './tableView.ts';

/** More than a reader would read; the record has them all. */
const SHOWN_TRIALS = 20;

const COLUMNS = ['validation NDCG@10', 'epochs', 'fitting', 'state'];

/** Those that were given more first: scores after unlike numbers of epochs do not compare. */
function compare(a: Trial, b: Trial): number {
  const score = (trial: Trial): number => trial.scores.at(-1)?.validationNdcg10 ?? -1;
  const isChosen = (trial: Trial): number => (trial.state === 'chosen' ? 1 : 0);
  return isChosen(b) - isChosen(a) || b.scores.length - a.scores.length || score(b) - score(a);
}

export function searchTable({ baseline, dataset, search, candidateCount, trials }: SearchRecord): TableView {
  const shown = [...trials].sort(compare).slice(0, SHOWN_TRIALS);
  const count = (state: TrialState): number => trials.filter((trial) => trial.state === state).length;
  const states = (['chosen', 'finished', 'pruned', 'open', 'failed'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${formatCount(count(state))} ${state}`);
  const seconds = trials.reduce((sum, { result }) => sum + (result?.fitSeconds ?? 0), 0);
  const failures = trials.filter(({ failure }) => failure !== null);
  return {
    title: `Search: ${baseline.label}, ${dataset.name}${dataset.isSimulated ? ' (SIMULATED)' : ''}`,
    corner: 'trial',
    columns: COLUMNS,
    dropOrder: { columns: [2, 1, 3], rule: 'fitting, then epochs, then state' },
    rows: shown.map((trial) => {
      const { choice, scores, result, state } = trial;
      const score = scores.at(-1)?.validationNdcg10 ?? null;
      const cells = [
        score === null ? MISSING : score.toFixed(4),
        result === null || result.epochs.length === 0 ? MISSING : formatCount(result.epochs.length),
        result === null ? MISSING : formatCost(result.fitSeconds, 'seconds'),
        state,
      ];
      return {
        label: choiceText(choice),
        cells: cells.map((text, column) => ({ text, isBest: column === 0 && state === 'chosen' })),
      };
    }),
    notes: [
      `${formatCount(trials.length)} of ${formatCount(candidateCount)} settings of the grid, seed ${search.seed}: ` +
        `${states.join(', ')}; ${formatCost(seconds, 'seconds')} of fitting in all. Judged on validation alone; the test part was not touched.`,
      ...(search.pruning === 'halving'
        ? ['pruned: stopped because others were better after as many epochs; its score is that of its last round.']
        : []),
      ...(trials.length > shown.length ? [`The best ${shown.length} are shown; the search record has all.`] : []),
      ...failures.map(({ choice, failure }) => `FAILED: ${choiceText(choice)}: ${failure!}`),
    ],
  };
}
