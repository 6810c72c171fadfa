/** Lines over a common axis: learning curves, latency under load, figures over commits. */
import { markup, type Markup } from '../markup.ts';
import { axisOf, type Axis, type AxisKind } from './axis.ts';
import { leftMargin, pixel, plotFrame, seriesClass, textWidth, type Margins, type PlotSize } from './frame.ts';

export interface LinePoint {
  readonly x: number;
  /** A gap where null. */
  readonly y: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  /** Shown on hovering. */
  readonly text: string;
  readonly href?: string;
  /** Drawn larger. */
  readonly isMarked?: boolean;
}

export interface Line {
  readonly label: string;
  readonly series: number;
  readonly points: readonly LinePoint[];
}

/** A value of x where something changes. */
export interface LineChange {
  readonly x: number;
  readonly label: string;
}

/** A level that holds from one x to another, as step detection finds them. */
export interface LineLevel {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

interface LineAxis {
  readonly title: string;
  readonly kind: AxisKind;
  readonly format: (value: number) => string;
  readonly hasZero?: boolean;
  readonly base?: 2 | 10;
  readonly tickCount?: number;
}

export interface LinePlotInput {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly changes?: readonly LineChange[];
  readonly levels?: readonly LineLevel[];
  /** Names of series, for plots without a caption that has them. */
  readonly legend?: readonly { readonly label: string; readonly series: number }[];
  /** A value of y to draw across. */
  readonly limit?: number | null;
  readonly x: LineAxis;
  readonly y: LineAxis;
  readonly size: PlotSize;
}

/** The left one is found from the labels. */
const MARGINS: Margins = { top: 28, right: 16, bottom: 44, left: 0 };
/** Beyond so many, points are not drawn one by one. */
const MOST_POINTS = 200;

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

function canPlace(value: number | null, kind: AxisKind): value is number {
  return value !== null && (kind === 'linear' || value > 0);
}

function linePath({ points }: Line, axes: Axes, kind: AxisKind): string {
  let isDown = false;
  return points
    .map(({ x, y }) => {
      if (!canPlace(y, kind)) {
        isDown = false;
        return '';
      }
      const command = `${isDown ? 'L' : 'M'}${pixel(axes.x.place(x))} ${pixel(axes.y.place(y))}`;
      isDown = true;
      return command;
    })
    .join('');
}

function spreadPath({ points }: Line, { x, y }: Axes): string {
  return points
    .map((point) =>
      typeof point.low === 'number' && typeof point.high === 'number'
        ? `M${pixel(x.place(point.x))} ${pixel(y.place(point.low))}V${pixel(y.place(point.high))}`
        : '',
    )
    .join('');
}

function pointMarks(line: Line, axes: Axes, kind: AxisKind): Markup[] {
  const marked = line.points.length <= MOST_POINTS ? line.points : line.points.filter(({ isMarked }) => isMarked);
  return marked.flatMap((point) => {
    if (!canPlace(point.y, kind)) return [];
    const [x, y] = [pixel(axes.x.place(point.x)), pixel(axes.y.place(point.y))];
    const circle = markup`<circle class="${point.isMarked ? 'point marked' : 'point'}" cx="${x}" cy="${y}"
      r="${point.isMarked ? 5 : 2.5}"><title>${point.text}</title></circle>`;
    return point.href === undefined ? circle : markup`<a href="${point.href}" aria-label="${point.text}">${circle}</a>`;
  });
}

function changeMarks(changes: readonly LineChange[], { x }: Axes, size: PlotSize): Markup[] {
  return changes.map((change) => {
    const place = pixel(x.place(change.x));
    const isRight = place + textWidth(change.label) + 8 > size.width - MARGINS.right;
    return markup`<line class="change" x1="${place}" x2="${place}" y1="${MARGINS.top}" y2="${size.height - MARGINS.bottom}"/>
      <text class="note" x="${place + (isRight ? -5 : 5)}" y="${MARGINS.top + 10}"
        text-anchor="${isRight ? 'end' : 'start'}">${change.label}</text>`;
  });
}

/** From the right end of the line that holds the title of the vertical axis. */
function legendNames(legend: NonNullable<LinePlotInput['legend']>, { width }: PlotSize): Markup[] {
  let end = width - MARGINS.right;
  return legend.toReversed().map(({ label, series }) => {
    const at = end;
    end -= textWidth(label) + 14;
    return markup`<text class="legend ${seriesClass(series)}" x="${pixel(at)}" y="13" text-anchor="end">${label}</text>`;
  });
}

/** Null where there is no point to show. */
export function linePlot(input: LinePlotInput): Markup | null {
  const { name, lines, changes = [], levels = [], legend = [], limit = null, x, y, size } = input;
  const points = lines.flatMap((line) => line.points.filter((point) => canPlace(point.y, y.kind)));
  const yAxis = axisOf({
    ...y,
    values: [
      ...points.flatMap((point) => [point.y!, point.low ?? point.y!, point.high ?? point.y!]),
      ...(limit === null ? [] : [limit]),
    ],
    range: [size.height - MARGINS.bottom, MARGINS.top],
    tickCount: 5,
  });
  if (!yAxis) return null;
  const margins = { ...MARGINS, left: leftMargin(yAxis) };
  const xAxis = axisOf({
    ...x,
    values: [...points.map((point) => point.x), ...changes.map((change) => change.x)],
    range: [margins.left, size.width - margins.right],
    tickCount: x.tickCount ?? Math.max(3, Math.floor(size.width / 90)),
  });
  if (!xAxis) return null;
  const axes = { x: xAxis, y: yAxis };
  const limitPlace = limit === null ? 0 : pixel(yAxis.place(limit));
  const content = markup`
    ${limit !== null && markup`<line class="limit" x1="${margins.left}" x2="${size.width - MARGINS.right}" y1="${limitPlace}" y2="${limitPlace}"/>`}
    ${legendNames(legend, size)}${changeMarks(changes, axes, size)}
    ${lines.map(
      (line) => markup`<g class="line ${seriesClass(line.series)}">
        <path class="spread" d="${spreadPath(line, axes)}"/>
        <path class="stroke" d="${linePath(line, axes, y.kind)}"/>${pointMarks(line, axes, y.kind)}</g>`,
    )}
    ${levels.map((level) => {
      const at = pixel(yAxis.place(level.y));
      return markup`<line class="level" x1="${pixel(xAxis.place(level.from))}" x2="${pixel(xAxis.place(level.to))}" y1="${at}" y2="${at}"/>`;
    })}`;
  const hasLinks = points.some((point) => point.href !== undefined);
  const role = hasLinks ? 'group' : 'img';
  return plotFrame({ size, margins, name, xTitle: x.title, yTitle: y.title, xAxis, yAxis, content, role });
}
