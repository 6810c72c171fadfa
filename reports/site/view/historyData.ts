/** What the page of the history is drawn from: figures of each row on each commit. Plain data, fit for JSON. */
import type { CommitAt } from '../../history/commitsInOrder.ts';
import type { Figure } from './figures.ts';

export interface HistoryValue {
  /** Places of commits in `commits`, ascending. */
  readonly commits: readonly number[];
  readonly value: readonly number[];
  /** Least and most over seeds; null where there is one seed only. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** Whether what the machine became slower or faster since the first commit is divided out. */
  readonly isNormalised: boolean;
}

export interface HistorySeries {
  readonly rowId: string;
  readonly label: string;
  readonly distinction: string;
  readonly dataset: string;
  /** Protocol, engine and machine. */
  readonly place: string;
  /** By id of the figure; left out where it has fewer than two values. */
  readonly values: Readonly<Record<string, HistoryValue>>;
}

export interface HistoryData {
  /** Oldest first. */
  readonly commits: readonly CommitAt[];
  readonly figures: readonly Figure[];
  readonly series: readonly HistorySeries[];
  readonly usualFigure: string;
}

export interface HistoryState {
  readonly figure: string;
  readonly dataset: string | null;
  readonly search: string;
  readonly page: number;
}

export function usualHistoryState(data: HistoryData): HistoryState {
  return { figure: data.usualFigure, dataset: null, search: '', page: 0 };
}

export function historyStateFromHash(hash: string, data: HistoryData): HistoryState {
  const words = new URLSearchParams(hash.replace(/^#/u, ''));
  const figure = words.get('figure');
  const dataset = words.get('dataset');
  const page = Number(words.get('page') ?? '1');
  return {
    figure: data.figures.some(({ id }) => id === figure) ? figure! : data.usualFigure,
    dataset: data.series.some((one) => one.dataset === dataset) ? dataset : null,
    search: words.get('search') ?? '',
    page: Number.isSafeInteger(page) && page > 0 ? page - 1 : 0,
  };
}

export function historyHash(state: HistoryState, data: HistoryData): string {
  const words = new URLSearchParams();
  if (state.figure !== data.usualFigure) words.set('figure', state.figure);
  if (state.dataset !== null) words.set('dataset', state.dataset);
  if (state.search !== '') words.set('search', state.search);
  if (state.page > 0) words.set('page', String(state.page + 1));
  const text = words.toString();
  return text === '' ? '' : `#${text}`;
}
