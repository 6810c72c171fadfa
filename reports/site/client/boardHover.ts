/** The point nearest to the pointer: what it is, and where a click on it leads. */
import { rangeOf, type BoardData } from '../view/boardData.ts';
import { markText, setPlot, type SetPlot } from '../view/boardPlot.ts';
import type { BoardState } from '../view/boardState.ts';
import type { PlotSize } from '../view/plots/frame.ts';
import { visibleSets } from '../view/visibleSets.ts';
import { hideTip, showTip } from './tip.ts';

/** Farther away than so many pixels nothing is meant. */
const REACH = 28;

export interface BoardView {
  readonly data: BoardData;
  readonly state: () => BoardState;
  readonly size: () => PlotSize;
}

function plotOf({ data, state, size }: BoardView, setId: string): SetPlot | null {
  const set = visibleSets(data, state()).find(({ id }) => id === setId);
  return set ? setPlot(data, state(), set, size()) : null;
}

interface Found {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

function nearest(plot: SetPlot, x: number, y: number): Found | null {
  let found: Found | null = null;
  let least = REACH;
  plot.places.forEach((place, index) => {
    if (!place) return;
    const distance = Math.hypot(place.x - x, place.y - y);
    if (distance >= least) return;
    least = distance;
    found = { row: plot.rows[index]!, ...place };
  });
  return found;
}

function markChosen(svg: SVGSVGElement, found: Found | null): void {
  svg.querySelector('.chosen')?.remove();
  if (!found) return;
  const ring = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  ring.setAttribute('class', 'chosen');
  ring.setAttribute('cx', String(found.x));
  ring.setAttribute('cy', String(found.y));
  ring.setAttribute('r', '10');
  svg.append(ring);
}

/** Attached anew after every drawing. */
export function attachHover(figure: HTMLElement, view: BoardView): void {
  const svg = figure.querySelector<SVGSVGElement>('svg.plot');
  const canvas = figure.querySelector<HTMLElement>('.canvas');
  const setId = figure.dataset['set'];
  if (!svg || !canvas || setId === undefined) return;
  let plot: SetPlot | null | undefined;
  let found: Found | null = null;
  const tell = (next: Found | null) => {
    if (next?.row === found?.row && (next === null) === (found === null)) return;
    found = next;
    markChosen(svg, found);
    svg.style.cursor = found ? 'pointer' : '';
    if (!found) {
      hideTip();
      return;
    }
    const { data } = view;
    const state = view.state();
    const [cost, accuracy] = [rangeOf(data, state.cost, found.row)!, rangeOf(data, state.accuracy, found.row)!];
    const { label, lines } = markText(data, state, found.row, cost, accuracy);
    const scale = svg.clientWidth / svg.viewBox.baseVal.width;
    showTip(canvas, { title: label, lines }, found.x * scale, found.y * scale);
  };
  const at = (x: number, y: number) => {
    plot ??= plotOf(view, setId);
    if (!plot) return;
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    tell(nearest(plot, (x - box.left) * scale, (y - box.top) * scale));
  };
  svg.addEventListener('pointermove', (event) => {
    at(event.clientX, event.clientY);
  });
  svg.addEventListener('pointerleave', () => {
    tell(null);
  });
  svg.addEventListener('focusin', (event) => {
    // A click on the plot may give the focus to the plot itself, which is no mark.
    const box = (event.target as Element).closest('a.mark')?.getBoundingClientRect();
    if (box) at(box.left + box.width / 2, box.top + box.height / 2);
  });
  svg.addEventListener('focusout', () => {
    tell(null);
  });
  svg.addEventListener('click', (event) => {
    // Links of marks lead there by themselves, and into a new tab where that was asked for.
    if (found && !(event.target as Element).closest('a')) location.href = `runs/${view.data.rows[found.row]!.id}.html`;
  });
}

/** What the plot of a figure shows, for its CSV. */
export function plotRows(figure: HTMLElement, view: BoardView): (string | number | null)[][] | null {
  const setId = figure.dataset['set'];
  const plot = setId === undefined ? null : plotOf(view, setId);
  if (!plot) return null;
  const { data } = view;
  const { cost, accuracy } = view.state();
  const ends = (figureId: string, row: number) => {
    const { value, low, high, hasSpread } = rangeOf(data, figureId, row)!;
    return [value, hasSpread ? low : null, hasSpread ? high : null];
  };
  const heads = [accuracy, cost].flatMap((id) => [id, `${id} low`, `${id} high`]);
  return [
    ['model', 'settings', 'seeds', ...heads],
    ...plot.rows.map((row) => {
      const { label, distinction, seedCount } = data.rows[row]!;
      return [label, distinction, seedCount, ...ends(accuracy, row), ...ends(cost, row)];
    }),
  ];
}
