/** Each model's figure from commit to commit, the steps in it, and a list of all steps. The same on server and in browser. */
import { findPieces, type Piece } from '../../../src/statistics/steps.ts';
import type { CommitAt } from '../../history/commitsInOrder.ts';
import { formatFigure, isBetter, type Figure } from './figures.ts';
import type { HistoryData, HistorySeries, HistoryState, HistoryValue } from './historyData.ts';
import { markup, type Markup } from './markup.ts';
import { linePlot } from './plots/linePlot.ts';

const PLOTS_PER_PAGE = 12;
const PLOT_SIZE = { width: 440, height: 240 };
const MOST_STEPS = 40;

function commitText({ commit }: CommitAt): string {
  return commit === null ? 'no git' : commit.slice(0, 8);
}

interface FoundStep {
  readonly series: HistorySeries;
  /** Place of the first commit of the new level. */
  readonly commit: number;
  readonly from: number;
  readonly to: number;
}

function stepsOf(series: HistorySeries, { commits }: HistoryValue, pieces: readonly Piece[]): FoundStep[] {
  return pieces.slice(1).map((piece, place) => {
    return { series, commit: commits[piece.from]!, from: pieces[place]!.level, to: piece.level };
  });
}

function changeText({ from, to }: FoundStep): string {
  if (from === 0) return '';
  const share = ((to - from) / Math.abs(from)) * 100;
  return `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(1)} %`;
}

function name({ label, distinction }: HistorySeries): string {
  return distinction === '' ? label : `${label} (${distinction})`;
}

function seriesPlot(data: HistoryData, figure: Figure, series: HistorySeries): Markup | null {
  const values = series.values[figure.id];
  if (!values) return null;
  const pieces = findPieces(values.value);
  const text = (place: number) => {
    const commit = data.commits[values.commits[place]!]!;
    return `${commitText(commit)}, ${commit.startedAt.slice(0, 10)}\n${figure.label} ${formatFigure(values.value[place]!, figure)}`;
  };
  const steps = stepsOf(series, values, pieces);
  const isLongRange = Math.max(...values.value) > 20 * Math.min(...values.value) && Math.min(...values.value) > 0;
  const svg = linePlot({
    name: `${figure.label} of ${name(series)} on ${series.dataset} over ${values.commits.length} commits`,
    lines: [
      {
        label: series.label,
        series: 0,
        points: values.value.map((y, place) => ({
          x: values.commits[place]!,
          y,
          low: values.low[place] ?? null,
          high: values.high[place] ?? null,
          text: text(place),
          isMarked: steps.some((step) => step.commit === values.commits[place]),
        })),
      },
    ],
    levels:
      pieces.length > 1
        ? pieces.map(({ from, to, level }) => ({ from: values.commits[from]!, to: values.commits[to - 1]!, y: level }))
        : [],
    x: {
      title: 'commit',
      kind: 'linear',
      format: (value) => (Number.isInteger(value) ? (data.commits[value]?.commit?.slice(0, 7) ?? '') : ''),
      tickCount: 3,
    },
    y: { title: figure.label, kind: isLongRange ? 'log' : 'linear', format: (value) => formatFigure(value, figure) },
    size: PLOT_SIZE,
  });
  return markup`<figure class="history" data-series="${data.series.indexOf(series)}"><h3><a href="runs/${series.rowId}.html"><bdi>${series.label}</bdi></a>
      <span class="about"><bdi>${series.distinction}</bdi></span></h3>
    <div class="canvas">${svg}</div><figcaption><bdi>${series.dataset}</bdi>, ${series.place}. ${
      steps.length === 0
        ? 'No step found.'
        : `${steps.length === 1 ? '1 step' : `${steps.length} steps`} found, at the large points.`
    }${values.isNormalised && " At the machine's speed of the first commit."}</figcaption>
    <p class="downloads needs-script"><button type="button" data-download="svg">SVG</button>
      <button type="button" data-download="csv">CSV</button></p></figure>`;
}

function stepTable(data: HistoryData, figure: Figure, steps: readonly FoundStep[]): Markup {
  if (steps.length === 0) return markup`<p class="empty">No step in ${figure.label} of these models.</p>`;
  const inOrder = [...steps].sort((a, b) => b.commit - a.commit).slice(0, MOST_STEPS);
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Steps"><table class="figures"><thead><tr><th scope="col">Commit</th>
      <th scope="col" class="text">Model</th><th scope="col" class="number">from</th><th scope="col" class="number">to</th>
      <th scope="col" class="number">change</th><th scope="col" class="number">which is</th></tr></thead>
    <tbody>${inOrder.map((step) => {
      const commit = data.commits[step.commit]!;
      const better = isBetter(step.to, step.from, figure);
      const judged = figure.kind === 'lists' ? '' : better ? 'better' : 'worse';
      return markup`<tr><th scope="row"><code title="${commit.commit ?? ''}">${commitText(commit)}</code> <span class="about">${commit.startedAt.slice(0, 10)}</span></th>
        <td class="text"><a href="runs/${step.series.rowId}.html"><bdi>${name(step.series)}</bdi></a> <span class="about">on <bdi>${step.series.dataset}</bdi></span></td>
        <td>${formatFigure(step.from, figure)}</td><td>${formatFigure(step.to, figure)}</td><td>${changeText(step)}</td>
        <td class="${figure.kind === 'lists' ? '' : better ? 'win' : 'loss'}">${judged}</td></tr>`;
    })}</tbody></table></div>
    ${steps.length > inOrder.length && markup`<p class="notes">The newest ${inOrder.length} of ${steps.length} steps.</p>`}`;
}

export function chosenSeries(data: HistoryData, state: HistoryState): HistorySeries[] {
  const words = state.search.toLowerCase().split(/\s+/u).filter(Boolean);
  return data.series.filter((series) => {
    const text = name(series).toLowerCase();
    const isDataset = state.dataset === null || series.dataset === state.dataset;
    return isDataset && series.values[state.figure] !== undefined && words.every((word) => text.includes(word));
  });
}

export function historyView(data: HistoryData, state: HistoryState): Markup {
  const figure = data.figures.find(({ id }) => id === state.figure);
  const series = chosenSeries(data, state);
  if (!figure || series.length === 0) {
    return markup`<p class="empty">No model here has this figure on two commits or more.</p>`;
  }
  const pageCount = Math.ceil(series.length / PLOTS_PER_PAGE);
  const page = Math.min(state.page, pageCount - 1);
  const shown = series.slice(page * PLOTS_PER_PAGE, (page + 1) * PLOTS_PER_PAGE);
  const steps = shown.flatMap((one) => {
    const values = one.values[figure.id]!;
    return stepsOf(one, values, findPieces(values.value));
  });
  const step = (label: string, to: number, isPossible: boolean) =>
    markup`<button type="button" class="needs-script" data-page="${to}"${!isPossible && markup` disabled`}>${label}</button>`;
  return markup`<section class="block" aria-labelledby="steps"><h2 id="steps">Steps in ${figure.label}</h2>${stepTable(data, figure, steps)}</section>
    <section class="block" aria-labelledby="series"><h2 id="series">Model by model</h2>
    <div class="plots">${shown.map((one) => seriesPlot(data, figure, one))}</div>
    ${
      pageCount > 1 &&
      markup`<nav class="pager" aria-label="Pages of the history">${step('Previous', page - 1, page > 0)}
      <span>${page * PLOTS_PER_PAGE + 1} to ${page * PLOTS_PER_PAGE + shown.length} of ${series.length} models</span>
      ${step('Next', page + 1, page < pageCount - 1)}</nav>`
    }</section>`;
}
