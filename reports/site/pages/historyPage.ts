/** The page of the history: figures across commits, and the steps in them. */
import { usualHistoryState, type HistoryData } from '../view/historyData.ts';
import { historyView } from '../view/historyView.ts';
import { markup, type Markup } from '../view/markup.ts';

export function historyContent(data: HistoryData): Markup {
  const heading = markup`<h1>From commit to commit</h1>
    <p class="lede">The same model with the same settings on the same data and machine, whenever it was measured. A step is where
      a level changes for good: the best piecewise-constant fit by absolute deviations, at a price per step.</p>`;
  if (data.series.length === 0) {
    return markup`${heading}<p class="empty">No model here was measured on two commits or more.
      Run the same config on another commit, into the same results directory.</p>`;
  }
  const datasets = [...new Set(data.series.map((series) => series.dataset))];
  return markup`${heading}
    <p class="counts">${data.commits.length} commits · ${data.series.length} models · ${data.commits[0]!.startedAt.slice(0, 10)} to ${data.commits.at(-1)!.startedAt.slice(0, 10)}</p>
    <form class="controls needs-script" aria-label="What is shown"><div class="row">
      <label>Figure<select data-history="figure">${data.figures.map(
        ({ id, label }) =>
          markup`<option value="${id}"${id === data.usualFigure && markup` selected`}>${label}</option>`,
      )}</select></label>
      <label>Dataset<select data-history="dataset"><option value="">All (${datasets.length})</option>
        ${datasets.map((dataset) => markup`<option value="${dataset}">${dataset}</option>`)}</select></label>
      <label>Search<input type="search" data-history="search" placeholder="model or setting"></label></div></form>
    <div id="history">${historyView(data, usualHistoryState(data))}</div>
    <p class="notes">Commits stand in git's order where git knows all of them, else in the order of their first case. Times are
      what they would be at the speed that the machine had at the first commit, where each run measured that speed; else as measured.</p>`;
}
