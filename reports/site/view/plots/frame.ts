/** What all plots share: the SVG element with its name for screen readers, grid, ticks and axis titles. */
import { markup, type Markup, type MarkupValue } from '../markup.ts';
import type { Axis } from './axis.ts';

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels around the plotting area, for ticks and titles. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface FrameInput {
  readonly size: PlotSize;
  readonly margins: Margins;
  /** What the plot shows, in a sentence; screen readers say it. */
  readonly name: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Null where marks bring labels of their own. */
  readonly xAxis: Axis | null;
  readonly yAxis: Axis;
  /** Marks, in drawing order. */
  readonly content: MarkupValue;
  /** `img` where no mark can be followed. */
  readonly role: 'img' | 'group';
}

/** A tenth of a pixel is finer than any screen shows. */
export function pixel(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Colours of the style sheet; more series than colours start over. */
const COLOR_COUNT = 8;

export function seriesClass(series: number): string {
  return `series-${series % COLOR_COUNT}`;
}

/** Text of one line, about as wide as this many pixels in the font of plots. */
export function textWidth(text: string): number {
  return text.length * 6.6;
}

/** Room for the labels of a vertical axis, so that none is cut off. */
export function leftMargin({ ticks }: Axis): number {
  return Math.max(34, ...ticks.map(({ label }) => Math.ceil(textWidth(label)) + 12));
}

function xTicks({ xAxis, size, margins }: FrameInput): Markup[] | undefined {
  const bottom = size.height - margins.bottom;
  return xAxis?.ticks.map(({ place, label }) => {
    const x = pixel(place);
    return markup`<line class="grid" x1="${x}" x2="${x}" y1="${margins.top}" y2="${bottom}"/>
      <text class="tick" x="${x}" y="${bottom + 18}" text-anchor="middle">${label}</text>`;
  });
}

function yTicks({ yAxis, size, margins }: FrameInput): Markup[] {
  return yAxis.ticks.map(({ place, label }) => {
    const y = pixel(place);
    return markup`<line class="grid" x1="${margins.left}" x2="${size.width - margins.right}" y1="${y}" y2="${y}"/>
      <text class="tick" x="${margins.left - 8}" y="${y}" dy=".35em" text-anchor="end">${label}</text>`;
  });
}

export function plotFrame(input: FrameInput): Markup {
  const { size, margins, name, xTitle, yTitle, content, role } = input;
  const { width, height } = size;
  const middle = pixel((margins.left + width - margins.right) / 2);
  return markup`<svg class="plot" xmlns="http://www.w3.org/2000/svg" role="${role}" aria-label="${name}"
     viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <g aria-hidden="true">${yTicks(input)}${xTicks(input)}
      <text class="axis-title" x="4" y="13">${yTitle}</text>
      <text class="axis-title" x="${middle}" y="${height - 5}" text-anchor="middle">${xTitle}</text>
    </g>
    ${content}
  </svg>`;
}
