/** The first page: the board, and the choices that a reader has. */
import type { BoardData } from '../view/boardData.ts';
import { FACETS, usualState, type Facet } from '../view/boardState.ts';
import { boardSections } from '../view/boardSections.ts';
import type { Figure } from '../view/figures.ts';
import { markup, type Markup } from '../view/markup.ts';

/** Of the plot, before a script knows how wide the window is. */
export const PLOT_SIZE = { width: 720, height: 400 };

const FACET_LABELS: Readonly<Record<Facet, string>> = {
  dataset: 'Dataset',
  protocol: 'Protocol',
  engine: 'Engine',
  machine: 'Machine',
};

/** A choice of one is no choice. */
function classOf(isChoice: boolean): Markup | false {
  return !isChoice && markup` class="alone"`;
}

function facetChoice(facet: Facet, data: BoardData): Markup {
  const values = [...new Set(data.sets.map((set) => set[facet]))];
  return markup`<label${classOf(values.length > 1)}>${FACET_LABELS[facet]}<select data-facet="${facet}">
    <option value="">All (${values.length})</option>
    ${values.map((value) => markup`<option value="${value}">${value}</option>`)}</select></label>`;
}

function figureChoice(label: string, name: string, figures: readonly Figure[]): Markup {
  return markup`<label>${label}<select data-choice="${name}">
    ${figures.map((figure) => markup`<option value="${figure.id}">${figure.label}</option>`)}</select></label>`;
}

function axisChoice(label: string, name: string): Markup {
  return markup`<label>${label}<select data-choice="${name}">
    <option value="log">log</option><option value="linear">linear</option></select></label>`;
}

/** Asked of the plot and of the answers beside it, in the unit that is shown. */
function numberChoice(label: string, name: string): Markup {
  return markup`<label>${label} <span data-unit="${name}"></span>
    <input type="number" min="0" step="any" data-number="${name}" inputmode="decimal" placeholder="any"></label>`;
}

const KINDS = [
  ['accuracy', 'Accuracy'],
  ['lists', 'About the lists alone'],
  ['cost', 'Cost'],
] as const;

function columnChoice(data: BoardData): Markup {
  return markup`<div class="kinds">${KINDS.map(
    ([kind, label]) =>
      markup`<fieldset><legend>${label}</legend>${data.figures
        .filter((figure) => figure.kind === kind)
        .map((figure) => {
          return markup`<label><input type="checkbox" data-column="${figure.id}">${figure.label}</label>`;
        })}</fieldset>`,
  )}</div>`;
}

function controls(data: BoardData): Markup {
  const costs = data.figures.filter(({ kind }) => kind === 'cost');
  const accuracies = data.figures.filter(({ kind }) => kind === 'accuracy');
  const canJoin = new Set(data.sets.map((set) => set.accuracyKey)).size < data.sets.length;
  return markup`<form class="controls needs-script" id="controls" aria-label="What is shown">
    <div class="row">${FACETS.map((facet) => facetChoice(facet, data))}
      <label${classOf(canJoin)}>Compare<select data-choice="scope"><option value="machine">accuracy and cost, by machine</option>
        <option value="data">accuracy alone, across machines</option></select></label>
      <label>Search<input type="search" data-search placeholder="model or setting"></label></div>
    <div class="row">${figureChoice('Accuracy', 'accuracy', accuracies)}${figureChoice('against cost', 'cost', costs)}
      ${numberChoice('Cost at most', 'limit')}${numberChoice('Accuracy at least', 'floor')}</div>
    <div class="end"><details class="chooser"><summary>Columns and axes</summary>
      <div class="row">${axisChoice('Cost axis', 'costAxis')}${axisChoice('Accuracy axis', 'accuracyAxis')}</div>
      ${columnChoice(data)}</details><button type="button" data-reset>Reset</button></div></form>`;
}

function counted(what: string, values: readonly unknown[]): string {
  const different = new Set(values).size;
  return `${different} ${what}${different === 1 ? '' : 's'}`;
}

function lede(data: BoardData, newest: string): string {
  return [
    counted(
      'model',
      data.rows.map(({ label, distinction }) => `${label} ${distinction}`),
    ),
    counted(
      'dataset',
      data.sets.map((set) => set.dataset),
    ),
    counted(
      'machine',
      data.sets.map((set) => set.machine),
    ),
    `newest run ${newest}`,
  ].join(' · ');
}

export function boardContent(data: BoardData, newest: string): Markup {
  if (data.sets.length === 0) {
    return markup`<h1>No records yet</h1>
      <p class="lede">Run something first: <code>npx seqbench run configs/quickstart.yaml</code>.</p>`;
  }
  return markup`<h1>How much accuracy for how much cost?</h1>
    <p class="lede">Next-item recommenders under the same splits, on the same machine, through the same engine.
      Every row leads to the settings, seeds and answers that its figures come from.</p>
    <p class="counts">${lede(data, newest)}</p>
    ${controls(data)}
    <p class="hidden" role="status" id="status"></p>
    <div id="boards">${boardSections(data, usualState(data), PLOT_SIZE)}</div>
    <div class="compare-bar" id="compare-bar" hidden><span id="compare-names"></span>
      <a class="button" id="compare-link" href="compare.html">Compare</a>
      <button type="button" data-clear-picks>Clear</button></div>
    <p class="notes">All figures: <a href="results.csv" download>a line per model (CSV)</a>,
      <a href="leaderboard.csv" download>a line per figure (CSV)</a>, <a href="leaderboard.json" download>JSON</a>
      with its <a href="leaderboard.schema.json" download>schema</a></p>`;
}
