/** The page of the history: figure, dataset and search are in its address. */
import { historyHash, historyStateFromHash, type HistoryData, type HistoryState } from '../view/historyData.ts';
import { historyView } from '../view/historyView.ts';
import { setRowsOfFigure } from './downloads.ts';
import { closest, pageData } from './pageData.ts';

/** What the plot of a series shows, for its CSV. */
function seriesRows(data: HistoryData, figure: HTMLElement, state: HistoryState): (string | number | null)[][] | null {
  const series = data.series[Number(figure.dataset['series'])];
  const values = series?.values[state.figure];
  if (!series || !values) return null;
  return [
    ['model', 'settings', 'dataset', 'commit', 'started', state.figure, 'least', 'most'],
    ...values.value.map((value, place) => {
      const { commit, startedAt } = data.commits[values.commits[place]!]!;
      const ends = [values.low[place] ?? null, values.high[place] ?? null];
      return [series.label, series.distinction, series.dataset, commit, startedAt, value, ...ends];
    }),
  ];
}

export function startHistory(): void {
  const container = document.getElementById('history');
  const data = pageData() as HistoryData | null;
  if (!container || !data) return;
  let state = historyStateFromHash(location.hash, data);
  const control = (name: string) => document.querySelector<HTMLInputElement>(`[data-history="${name}"]`)!;
  const show = () => {
    control('figure').value = state.figure;
    control('dataset').value = state.dataset ?? '';
    if (document.activeElement !== control('search')) control('search').value = state.search;
    container.innerHTML = historyView(data, state).toString();
  };
  const change = (changes: Partial<HistoryState>, isTyped = false) => {
    state = { ...state, page: 0, ...changes };
    const address = `${location.pathname}${location.search}${historyHash(state, data)}`;
    if (isTyped) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    show();
  };
  control('figure').addEventListener('change', () => {
    change({ figure: control('figure').value });
  });
  control('dataset').addEventListener('change', () => {
    change({ dataset: control('dataset').value || null });
  });
  control('search').addEventListener('input', () => {
    change({ search: control('search').value }, true);
  });
  control('search').form?.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  container.addEventListener('click', (event) => {
    const page = closest(event, '[data-page]')?.dataset['page'];
    if (page !== undefined) change({ page: Number(page) });
  });
  const fromAddress = () => {
    if (location.hash !== '' && !location.hash.includes('=')) return;
    state = historyStateFromHash(location.hash, data);
    show();
  };
  window.addEventListener('hashchange', fromAddress);
  window.addEventListener('popstate', fromAddress);
  setRowsOfFigure((figure) => seriesRows(data, figure, state));
  // What the server drew is the usual state.
  if (location.hash.includes('=')) show();
}
