/** One table of the board: a row per model, a column per figure, sorted, a page at a time. */
import { MISSING } from '../../formatNumber.ts';
import { figureOf, rangeOf, valueOf, type BoardData, type BoardRow, type Range } from './boardData.ts';
import type { BoardState } from './boardState.ts';
import { compareFigures, formatFigure, isBetter, type Figure } from './figures.ts';
import { markup, type Markup } from './markup.ts';
import { likeTheBest } from './likeTheBest.ts';
import type { VisibleSet } from './visibleSets.ts';

export const PAGE_SIZE = 50;

/** Places of rows by the figure that the table is sorted by; rows that share a value share a place. */
function ranks(data: BoardData, rows: readonly number[], figure: Figure | null): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  if (figure === null) return places;
  const present = rows.filter((row) => valueOf(data, figure.id, row) !== null);
  present.sort((a, b) => compareFigures(valueOf(data, figure.id, a), valueOf(data, figure.id, b), figure));
  let rank = 0;
  present.forEach((row, place) => {
    const before = place > 0 ? valueOf(data, figure.id, present[place - 1]!) : null;
    if (before !== valueOf(data, figure.id, row)) rank = place + 1;
    places.set(row, rank);
  });
  return places;
}

function bestRow(data: BoardData, rows: readonly number[], figure: Figure): number | null {
  let best: number | null = null;
  for (const row of rows) {
    const value = valueOf(data, figure.id, row);
    if (value === null) continue;
    if (best === null || isBetter(value, valueOf(data, figure.id, best)!, figure)) best = row;
  }
  return best;
}

/** A column with what is to be marked in it. */
interface Column {
  readonly figure: Figure;
  /** As shown: what looks equal is equally best. */
  readonly bestText: string | null;
  readonly alike: ReadonlySet<number>;
  /** Largest end of a range, for the bars of the column that has them. */
  readonly most: number | null;
}

function columnOf(data: BoardData, rows: readonly number[], figure: Figure, hasBars: boolean): Column {
  const best = figure.kind === 'lists' || rows.length < 2 ? null : bestRow(data, rows, figure);
  const ends = hasBars ? rows.map((row) => rangeOf(data, figure.id, row)?.high ?? 0) : [];
  return {
    figure,
    bestText: best === null ? null : formatFigure(valueOf(data, figure.id, best)!, figure),
    alike: figure.kind === 'accuracy' ? likeTheBest(data, figure, rows, best) : new Set(),
    most: hasBars ? ends.reduce((most, end) => Math.max(most, end), 0) : null,
  };
}

const BAR_WIDTH = 96;

/** Length for the figure, a line for its range. */
function bar({ value, low, high, hasSpread }: Range, most: number): Markup | null {
  if (most <= 0 || value < 0) return null;
  const at = (one: number) => Math.round((Math.max(0, one) / most) * BAR_WIDTH * 10) / 10;
  return markup`<svg class="bar" width="${BAR_WIDTH}" height="8" aria-hidden="true">
    <rect width="${at(value)}" height="8"/>
    ${hasSpread && markup`<path d="M${at(low)} 4H${at(high)}"/>`}</svg>`;
}

function cell(data: BoardData, row: number, { figure, bestText, alike, most }: Column): Markup {
  const range = rangeOf(data, figure.id, row);
  if (!range) return markup`<td class="missing">${MISSING}</td>`;
  const text = formatFigure(range.value, figure);
  const isBest = text === bestText;
  const shown = isBest ? markup`<strong>${text}</strong>` : text;
  const deviation = figure.kind === 'cost' || !range.hasSpread ? null : (range.high - range.low) / 2;
  return markup`<td>
    <span class="value">${shown}</span>
    ${deviation !== null && markup` <span class="spread">± ${formatFigure(deviation, figure)}</span>`}
    ${!isBest && alike.has(row) && markup`<abbr class="alike" title="not distinguishable from the best">≈</abbr>`}
    ${most !== null && bar(range, most)}</td>`;
}

function seedsText({ seedCount, failureCount }: BoardRow): string {
  const seeds = seedCount === 1 ? '1 seed' : `${seedCount} seeds`;
  return failureCount > 0 ? `${seeds}, ${failureCount} failed` : seeds;
}

function rowHead(row: BoardRow, hasPlace: boolean): Markup {
  const faults = row.failureCount > 0 && 'has-failures';
  return markup`<th scope="row" class="${faults}"><a href="runs/${row.id}.html"><bdi>${row.label}</bdi></a>
    <span class="about">${row.distinction !== '' && markup`<bdi>${row.distinction}</bdi><span class="dot"> · </span>`}${seedsText(row)}
    <span class="dot"> · </span><span class="${row.isUnchecked && 'warn'}"><bdi>${row.provenance}</bdi></span>
    ${hasPlace && markup`<span class="dot"> · </span><bdi>${row.place}</bdi>`}</span></th>`;
}

function pickCell(row: BoardRow): Markup {
  return markup`<td class="pick needs-script">
    <input type="checkbox" data-pick="${row.id}" aria-label="Compare ${row.label}"></td>`;
}

function sortHead(figure: Figure, state: BoardState): Markup {
  const isSorted = state.sort === figure.id;
  // Best first, whichever direction of the numbers that is.
  const isAscending = (figure.better === 'lower') !== state.isReversed;
  const order = isSorted && (isAscending ? 'ascending' : 'descending');
  return markup`<th scope="col" class="number"${order && markup` aria-sort="${order}"`}>
    <button type="button" data-sort="${figure.id}" title="${figure.meaning}">${figure.label}
    <span class="arrow" aria-hidden="true">${isSorted ? (state.isReversed ? '▴' : '▾') : ''}</span></button></th>`;
}

function labelHead(state: BoardState): Markup {
  const isSorted = state.sort === 'label';
  const order = isSorted && (state.isReversed ? 'descending' : 'ascending');
  return markup`<th scope="col"${order && markup` aria-sort="${order}"`}>
    <button type="button" data-sort="label">Model
    <span class="arrow" aria-hidden="true">${isSorted ? (state.isReversed ? '▴' : '▾') : ''}</span></button></th>`;
}

export interface TablePage {
  readonly page: number;
  readonly pageCount: number;
  readonly from: number;
  readonly rows: readonly number[];
}

export function tablePage(set: VisibleSet, state: BoardState): TablePage {
  const pageCount = Math.max(1, Math.ceil(set.ordered.length / PAGE_SIZE));
  const page = Math.min(state.pages[set.id] ?? 0, pageCount - 1);
  const from = page * PAGE_SIZE;
  return { page, pageCount, from, rows: set.ordered.slice(from, from + PAGE_SIZE) };
}

function pager(set: VisibleSet, name: string, { page, pageCount, from, rows }: TablePage): Markup | null {
  if (pageCount === 1) return null;
  const step = (label: string, to: number, isPossible: boolean) =>
    markup`<button type="button" class="needs-script" data-page="${set.id}:${to}"${!isPossible && markup` disabled`}>${label}</button>`;
  return markup`<nav class="pager" aria-label="Pages of ${name}">
    ${step('Previous', page - 1, page > 0)}
    <span>${from + 1} to ${from + rows.length} of ${set.ordered.length} rows</span>
    ${step('Next', page + 1, page < pageCount - 1)}</nav>`;
}

function shownFigures(data: BoardData, state: BoardState): Figure[] {
  const ids =
    state.columns.includes(state.sort) || state.sort === 'label' ? state.columns : [state.sort, ...state.columns];
  const figures = ids.map((id) => figureOf(data, id)).filter((figure) => figure !== null);
  // Costs of several machines mean nothing side by side.
  return state.scope === 'data' ? figures.filter(({ kind }) => kind !== 'cost') : figures;
}

export function boardTable(data: BoardData, state: BoardState, set: VisibleSet): Markup {
  const hasPlace = state.scope === 'data' && set.sources.length > 1;
  const columns = shownFigures(data, state).map((figure) =>
    columnOf(data, set.members, figure, figure.id === state.accuracy),
  );
  const rankOf = ranks(data, set.members, figureOf(data, state.sort));
  const page = tablePage(set, state);
  const places = set.sources.map(({ engine, machine }) => `${engine}, ${machine}`);
  const name = `Models on ${set.dataset}, ${set.protocol}, ${places.join(' and ')}`;
  if (page.rows.length === 0) return markup`<p class="empty">No model here matches the search.</p>`;
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table class="board">
    <caption class="hidden">${name}</caption>
    <thead><tr><th scope="col" class="rank">#</th>${labelHead(state)}
      ${columns.map(({ figure }) => sortHead(figure, state))}
      <th scope="col" class="pick needs-script">Compare</th></tr></thead>
    <tbody>${page.rows.map((place) => {
      const row = data.rows[place]!;
      return markup`<tr><td class="rank">${rankOf.get(place) ?? MISSING}</td>${rowHead(row, hasPlace)}
        ${columns.map((column) => cell(data, place, column))}${pickCell(row)}</tr>`;
    })}</tbody></table></div>${pager(set, name, page)}`;
}

/** What the marks of a table mean. */
export function tableNotes(data: BoardData, state: BoardState): string[] {
  const hasSpread = data.rows.some((row) => row.seedCount > 1);
  return [
    state.scope === 'data'
      ? 'Accuracy alone: these rows ran on several machines or engines, whose costs cannot be compared.'
      : 'Costs are medians over seeds, measured on this machine with this engine.',
    hasSpread
      ? 'Accuracy: mean ± standard deviation over seeds. Bold: best. ≈: its seeds do not tell it from the best (Welch’s t-test, corrected by Holm, 5 %).'
      : 'One seed each: what another seed would change is not known. Bold: best.',
  ];
}
