/** How samples of a latency are spread: bars over a log axis, percentiles marked. */
import { markup, type Markup } from '../markup.ts';
import { axisOf } from './axis.ts';
import { leftMargin, pixel, plotFrame, type Margins, type PlotSize } from './frame.ts';

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Samples of 0, which a log axis cannot have, count in the first bin. */
export function logBins(sorted: Float64Array, binCount: number): HistogramBin[] {
  const first = sorted.find((value) => value > 0);
  if (first === undefined) return [];
  const last = sorted.at(-1)!;
  // All alike: one bin about them.
  const [low, high] = last > first ? [first, last] : [first / 1.05, first * 1.05];
  const width = Math.log(high / low) / binCount;
  const counts = new Uint32Array(binCount);
  for (const value of sorted) {
    const place = value <= low ? 0 : Math.floor(Math.log(value / low) / width);
    counts[Math.min(binCount - 1, place)]!++;
  }
  return Array.from(counts, (count, place) => ({
    from: low * Math.exp(width * place),
    to: low * Math.exp(width * (place + 1)),
    count,
  }));
}

export interface HistogramInput {
  readonly name: string;
  readonly bins: readonly HistogramBin[];
  readonly marks: readonly { readonly label: string; readonly value: number }[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly format: (value: number) => string;
  readonly size: PlotSize;
}

/** The left one is found from the labels. */
const MARGINS: Margins = { top: 44, right: 16, bottom: 44, left: 0 };
/** Between lines of mark labels that would cover each other. */
const LABEL_HEIGHT = 13;
const LABEL_WIDTH = 30;

export function histogramPlot(input: HistogramInput): Markup | null {
  const { name, bins, marks, xTitle, yTitle, format, size } = input;
  if (bins.length === 0) return null;
  const bottom = size.height - MARGINS.bottom;
  const yAxis = axisOf({
    kind: 'linear',
    values: bins.map(({ count }) => count),
    range: [bottom, MARGINS.top],
    format: (value) => String(value),
    tickCount: 4,
    hasZero: true,
  })!;
  const margins = { ...MARGINS, left: leftMargin(yAxis) };
  const xAxis = axisOf({
    kind: 'log',
    values: [bins[0]!.from, bins.at(-1)!.to],
    range: [margins.left, size.width - margins.right],
    format,
    tickCount: 5,
  })!;
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count }) => {
      const [left, right] = [pixel(xAxis.place(from)), pixel(xAxis.place(to))];
      return `M${left} ${bottom}V${pixel(yAxis.place(count))}H${right}V${bottom}`;
    });
  let lastLabelEnd = -Infinity;
  let line = 0;
  const markLines = marks.map(({ label, value }) => {
    const x = pixel(xAxis.place(value));
    line = x < lastLabelEnd ? line + 1 : 0;
    lastLabelEnd = x + LABEL_WIDTH;
    const y = MARGINS.top - 4 + line * LABEL_HEIGHT;
    return markup`<line class="change" x1="${x}" x2="${x}" y1="${MARGINS.top}" y2="${bottom}"/>
      <text class="note" x="${x + 3}" y="${y + 10}">${label}<title>${label}: ${format(value)}</title></text>`;
  });
  const content = markup`<path class="bars series-0" d="${bars.join('')}"/>${markLines}`;
  return plotFrame({ size, margins, name, xTitle, yTitle, xAxis, yAxis, content, role: 'img' });
}
