/** The plan of a run as a table: a row for each baseline on each dataset. Pure. */
import type { TableView } from '../../reports/tableView.ts';
import { terminalTable, type TerminalOptions } from '../../reports/terminal.ts';
import type { CaseState, PreparedRun } from '../run/runConfig.ts';

/** A grid may have hundreds; what is beyond is counted. */
const MOST_ROWS = 24;

const WORDS: Readonly<Record<CaseState, string>> = {
  done: 'recorded before',
  'failed before': 'to run again, having failed',
  'to run': 'to run',
};

function stateText(states: readonly CaseState[]): string {
  const known = (['to run', 'failed before', 'done'] as const).filter((state) => states.includes(state));
  if (known.length === 1) return WORDS[known[0]!];
  return known.map((state) => `${states.filter((other) => other === state).length} ${WORDS[state]}`).join(', ');
}

export function planTable({ cases, states }: Pick<PreparedRun, 'cases' | 'states'>): TableView {
  const rows = new Map<string, number[]>();
  for (const [place, { baseline, datasetName }] of cases.entries()) {
    const key = JSON.stringify([baseline.label, datasetName]);
    rows.set(key, [...(rows.get(key) ?? []), place]);
  }
  const shown = [...rows.values()].slice(0, MOST_ROWS);
  const left = rows.size - shown.length;
  return {
    title: 'Plan',
    corner: 'baseline',
    columns: ['dataset', 'seeds', 'state'],
    rows: shown.map((places) => {
      const { baseline, datasetName } = cases[places[0]!]!;
      const seeds = places.map((place) => cases[place]!.seed).join(', ');
      const state = stateText(places.map((place) => states[place]!));
      return { label: baseline.label, cells: [datasetName, seeds, state].map((text) => ({ text, isBest: false })) };
    }),
    notes: left > 0 ? [`And ${left} more rows like these.`] : [],
    dropOrder: { columns: [1, 0], rule: 'seeds, then dataset' },
  };
}

/** Empty where everything is yet to be chosen by searches. */
export function planText(prepared: Pick<PreparedRun, 'cases' | 'states'>, options: TerminalOptions): string {
  return prepared.cases.length === 0 ? '' : `${terminalTable(planTable(prepared), options)}\n\n`;
}
