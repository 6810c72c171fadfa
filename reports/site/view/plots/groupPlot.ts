/** One figure by group of cases: a point with its range over seeds for the row in question, faint marks for the others. */
import { markup, type Markup } from '../markup.ts';
import { axisOf } from './axis.ts';
import { leftMargin, pixel, plotFrame, type Margins, type PlotSize } from './frame.ts';

export interface PlotGroup {
  readonly label: string;
  readonly caseCount: string;
  /** Null where the group has no figure. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of other rows of the same board. */
  readonly others: readonly number[];
  readonly text: string;
}

export interface GroupPlotInput {
  readonly name: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly groups: readonly PlotGroup[];
  readonly format: (value: number) => string;
  readonly size: PlotSize;
}

/** The left one is found from the labels. */
const MARGINS: Margins = { top: 28, right: 16, bottom: 60, left: 0 };

export function groupPlot({ name, xTitle, yTitle, groups, format, size }: GroupPlotInput): Markup | null {
  const yAxis = axisOf({
    kind: 'linear',
    values: groups.flatMap(({ value, low, high, others }) =>
      [value, low, high, ...others].filter((one) => one !== null),
    ),
    range: [size.height - MARGINS.bottom, MARGINS.top],
    format,
    tickCount: 5,
    hasZero: true,
  });
  if (!yAxis) return null;
  const margins = { ...MARGINS, left: leftMargin(yAxis) };
  const band = (size.width - margins.left - margins.right) / groups.length;
  const half = Math.min(16, band / 4);
  const bottom = size.height - MARGINS.bottom;
  const content = groups.map((group, place) => {
    const x = pixel(margins.left + band * (place + 0.5));
    const others = group.others.map((value) => `M${pixel(x - half)} ${pixel(yAxis.place(value))}h${pixel(half * 2)}`);
    const zero = pixel(yAxis.place(0));
    return markup`<text class="tick" x="${x}" y="${bottom + 17}" text-anchor="middle">${group.label}</text>
      <text class="note" x="${x}" y="${bottom + 32}" text-anchor="middle">${group.caseCount}</text>
      <path class="others" d="${others.join('')}"/>
      ${
        group.value !== null &&
        markup`<g class="line series-0"><path class="stem" d="M${x} ${zero}V${pixel(yAxis.place(group.value))}"/>
        ${
          group.low !== null &&
          group.high !== null &&
          markup`<path class="spread" d="M${x} ${pixel(yAxis.place(group.low))}V${pixel(yAxis.place(group.high))}"/>`
        }
        <circle class="point marked" cx="${x}" cy="${pixel(yAxis.place(group.value))}" r="5"><title>${group.text}</title></circle></g>`
      }`;
  });
  return plotFrame({ size, margins, name, xTitle, yTitle, xAxis: null, yAxis, content, role: 'img' });
}
