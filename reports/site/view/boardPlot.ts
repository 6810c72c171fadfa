/** The plot of a set: accuracy against a cost, with the sentence that says how to read it. */
import { figureOf, type BoardData, type Range } from './boardData.ts';
import { candidates, chosenAxes } from './boardFront.ts';
import type { BoardState } from './boardState.ts';
import { formatFigure, type Figure } from './figures.ts';
import { markup, type Markup } from './markup.ts';
import { paretoPlot, type ParetoMark, type ParetoPlot } from './plots/paretoPlot.ts';
import type { PlotSize } from './plots/frame.ts';
import type { VisibleSet } from './visibleSets.ts';

export interface SetPlot extends ParetoPlot {
  /** By place in `places`. */
  readonly rows: readonly number[];
}

function rangeText(range: Range, figure: Figure): string {
  const text = formatFigure(range.value, figure);
  if (!range.hasSpread) return text;
  if (figure.kind !== 'cost') return `${text} ± ${formatFigure((range.high - range.low) / 2, figure)}`;
  return `${text} (${formatFigure(range.low, figure)} to ${formatFigure(range.high, figure)})`;
}

export interface MarkText {
  readonly label: string;
  readonly lines: readonly string[];
}

/** What hovering says of a row. */
export function markText(data: BoardData, state: BoardState, row: number, cost: Range, accuracy: Range): MarkText {
  const { label, distinction, seedCount } = data.rows[row]!;
  const axes = chosenAxes(data, state)!;
  return {
    label,
    lines: [
      ...(distinction === '' ? [] : [distinction]),
      `${axes.accuracy.label} ${rangeText(accuracy, axes.accuracy)}`,
      `${axes.cost.label} ${rangeText(cost, axes.cost)}`,
      seedCount === 1 ? '1 seed' : `${seedCount} seeds`,
    ],
  };
}

function familyOf(data: BoardData): (row: number) => number {
  const families = [...new Set(data.rows.map((row) => row.baselineId))];
  return (row) => families.indexOf(data.rows[row]!.baselineId);
}

/** Null where costs may not be compared, or where there is nothing to show. */
export function setPlot(data: BoardData, state: BoardState, set: VisibleSet, size: PlotSize): SetPlot | null {
  const axes = chosenAxes(data, state);
  if (!axes || state.scope === 'data') return null;
  const { cost, accuracy } = axes;
  const found = candidates(data, set.members, axes);
  const family = familyOf(data);
  const marks = found.map((one): ParetoMark => {
    const { label, lines } = markText(data, state, one.row, one.cost, one.accuracy);
    return {
      label,
      href: `runs/${data.rows[one.row]!.id}.html`,
      family: family(one.row),
      cost: one.cost,
      accuracy: one.accuracy,
      description: [label, ...lines].join(', '),
    };
  });
  const plot = paretoPlot({
    name: `${accuracy.label} against ${cost.label} of ${marks.length} models on ${set.dataset}, ${set.protocol}`,
    marks,
    directions: { cost: cost.better, accuracy: accuracy.better },
    cost: {
      title: `${cost.label}${state.costAxis === 'log' ? ' (log)' : ''}, ${cost.better === 'lower' ? 'less is better' : 'more is better'}`,
      kind: state.costAxis,
      base: cost.unit === 'bytes' ? 2 : 10,
      format: (value) => formatFigure(value, cost),
      limit: state.limit,
    },
    accuracy: {
      title: `${accuracy.label}${state.accuracyAxis === 'log' ? ' (log)' : ''}`,
      kind: state.accuracyAxis,
      base: 10,
      format: (value) => formatFigure(value, accuracy).replace(/(\.\d*?[1-9])0+$|\.0+$/u, '$1'),
      limit: state.floor,
    },
    size,
  });
  return { ...plot, rows: found.map(({ row }) => row) };
}

function leftOutText({ leftOut }: SetPlot): string {
  if (leftOut.length === 0) return '';
  const names = leftOut.slice(0, 3).map(({ label }) => label);
  const rest = leftOut.length > names.length ? ` and ${leftOut.length - names.length} more` : '';
  return ` Not shown, for a log axis has no 0: ${names.join(', ')}${rest}.`;
}

export function plotFigure(data: BoardData, state: BoardState, set: VisibleSet, size: PlotSize): Markup | null {
  const plot = setPlot(data, state, set, size);
  if (!plot) return null;
  if (!plot.svg) return markup`<p class="empty">None of these models has both figures above 0.</p>`;
  const cost = figureOf(data, state.cost)!;
  const band = plot.hasBand
    ? ' Bars: ± standard deviation of accuracy over seeds, least to most cost; the band is where the front may lie within them.'
    : ' One seed each: how far noise moves these points is not known.';
  return markup`<figure class="pareto" data-set="${set.id}"><div class="canvas">${plot.svg}</div>
    <figcaption>The line joins models that none beats: no other is at least as good in both figures and better in one.${band}${leftOutText(plot)}</figcaption>
    <p class="downloads needs-script"><button type="button" data-download="svg">SVG</button>
    <button type="button" data-download="csv">CSV</button>
    <span class="hidden">of the plot of ${cost.label}</span></p></figure>`;
}
