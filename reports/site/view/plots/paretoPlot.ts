/**
 * Accuracy against cost: a point per row with its spread, the Pareto front as stairs, and the band that noise leaves open
 * about it. Only points of the front are elements of their own, so that thousands of rows stay one path.
 */
import type { Range } from '../boardData.ts';
import { markup, type Markup } from '../markup.ts';
import { paretoFront, type Directions, type Step } from '../pareto.ts';
import { axisOf, type Axis, type AxisKind } from './axis.ts';
import { pixel, plotFrame, seriesClass, textWidth, type Margins, type PlotSize } from './frame.ts';

export interface ParetoMark {
  readonly label: string;
  readonly href: string;
  /** Gives colour and shape. */
  readonly family: number;
  readonly cost: Range;
  readonly accuracy: Range;
  /** Read out where the mark can be reached by keyboard. */
  readonly description: string;
}

interface PlotAxis {
  readonly title: string;
  readonly kind: AxisKind;
  readonly base: 2 | 10;
  readonly format: (value: number) => string;
  /** A line to draw across; null for none. */
  readonly limit: number | null;
}

export interface ParetoInput {
  readonly name: string;
  readonly marks: readonly ParetoMark[];
  readonly directions: Directions;
  readonly cost: PlotAxis;
  readonly accuracy: PlotAxis;
  readonly size: PlotSize;
}

export interface ParetoPlot {
  /** Null where no row can be shown on these axes. */
  readonly svg: Markup | null;
  /** In pixels of the plot, by place in `marks`; null where a mark has no place on these axes. */
  readonly places: readonly ({ readonly x: number; readonly y: number } | null)[];
  /** Marks that a log axis cannot show. */
  readonly leftOut: readonly ParetoMark[];
  readonly hasBand: boolean;
}

const MARGINS: Margins = { top: 28, right: 20, bottom: 46, left: 62 };
/** Up to so many marks, each is an element of its own with its name. */
const MOST_NAMED = 40;
/** Pixels from the middle of a mark to its edge, or to its corners. */
const FRONT_RADIUS = 6;
const OTHER_RADIUS = 4.6;

/** About a point; `r` is the radius. */
const SHAPES: readonly ((r: number) => string)[] = [
  (r) => `M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`,
  (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  (r) => `M0 ${-r * 1.2}L${r * 1.1} ${r * 0.8}H${-r * 1.1}Z`,
  (r) => `M0 ${-r * 1.35}L${r} 0L0 ${r * 1.35}L${-r} 0Z`,
];

function shapePath(family: number, radius: number): string {
  return SHAPES[family % SHAPES.length]!(radius);
}

interface Placed {
  readonly mark: ParetoMark;
  readonly x: number;
  readonly y: number;
  readonly isFront: boolean;
  readonly isPossible: boolean;
}

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

function errorBars(placed: readonly Placed[], { x, y }: Axes): string {
  return placed
    .map(({ mark, ...at }) => {
      const vertical = mark.accuracy.hasSpread
        ? `M${pixel(at.x)} ${pixel(y.place(mark.accuracy.low))}V${pixel(y.place(mark.accuracy.high))}`
        : '';
      const horizontal = mark.cost.hasSpread
        ? `M${pixel(x.place(mark.cost.low))} ${pixel(at.y)}H${pixel(x.place(mark.cost.high))}`
        : '';
      return vertical + horizontal;
    })
    .join('');
}

/** Corners of stairs in pixels, from the worst accuracy up to the far end of the cost axis. */
function stairs(steps: readonly Step[], axes: Axes, bottom: number, farEnd: number): [number, number][] {
  const corners: [number, number][] = [];
  let y = bottom;
  for (const step of steps) {
    const x = axes.x.place(step.cost);
    corners.push([x, y]);
    y = axes.y.place(step.accuracy);
    corners.push([x, y]);
  }
  corners.push([farEnd, y]);
  return corners;
}

function pathOf(corners: readonly (readonly [number, number])[]): string {
  return corners.map(([x, y], place) => `${place === 0 ? 'M' : 'L'}${pixel(x)} ${pixel(y)}`).join('');
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Names beside their points where they cover nothing; a name without room is left to hovering and to the table. */
function nameLabels(placed: readonly Placed[], size: PlotSize): Markup[] {
  const taken: Box[] = placed.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
  const named = placed.length <= MOST_NAMED ? placed : placed.filter(({ isFront }) => isFront);
  const inOrder = [...named].sort((a, b) => Number(b.isFront) - Number(a.isFront));
  return inOrder.flatMap(({ mark, x, y, isFront }) => {
    const width = textWidth(mark.label);
    const spots = [
      // Beside the stairs rather than on them.
      { anchor: 'start', x: x + 8, y: y - 8, left: x + 8 },
      { anchor: 'end', x: x - 8, y: y - 8, left: x - 8 - width },
      { anchor: 'start', x: x + 10, y: y + 4, left: x + 9 },
      { anchor: 'end', x: x - 10, y: y + 4, left: x - 9 - width },
      { anchor: 'middle', x, y: y - 11, left: x - width / 2 },
      { anchor: 'middle', x, y: y + 20, left: x - width / 2 },
    ];
    for (const spot of spots) {
      const box = { left: spot.left, right: spot.left + width, top: spot.y - 11, bottom: spot.y + 3 };
      const fits = box.left >= MARGINS.left && box.right <= size.width - 4 && box.top >= MARGINS.top - 8;
      if (!fits || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      return markup`<text class="${isFront ? 'name front' : 'name'}" x="${pixel(spot.x)}" y="${pixel(spot.y)}"
        text-anchor="${spot.anchor}">${mark.label}</text>`;
    }
    return [];
  });
}

function markElement({ mark, x, y, isFront, isPossible }: Placed): Markup {
  const kind = isFront ? 'front' : isPossible ? 'possible' : 'other';
  return markup`<a class="mark ${seriesClass(mark.family)} ${kind}" href="${mark.href}" aria-label="${mark.description}">
    <path d="${shapePath(mark.family, isFront ? FRONT_RADIUS : OTHER_RADIUS)}" transform="translate(${pixel(x)} ${pixel(y)})"/></a>`;
}

/** Many marks: one path for each colour, of dots that hovering finds by their places. */
function dotPaths(placed: readonly Placed[]): Markup[] {
  const byClass = new Map<string, string>();
  for (const { mark, x, y } of placed) {
    const name = seriesClass(mark.family);
    byClass.set(name, `${byClass.get(name) ?? ''}M${pixel(x)} ${pixel(y)}h0`);
  }
  return [...byClass].map(([name, path]) => markup`<path class="dots ${name}" d="${path}"/>`);
}

function limitLines({ cost, accuracy, size }: ParetoInput, { x, y }: Axes): Markup[] {
  const bottom = size.height - MARGINS.bottom;
  const lines: Markup[] = [];
  if (cost.limit !== null) {
    const place = pixel(x.place(cost.limit));
    lines.push(markup`<line class="limit" x1="${place}" x2="${place}" y1="${MARGINS.top}" y2="${bottom}"/>`);
  }
  if (accuracy.limit !== null) {
    const place = pixel(y.place(accuracy.limit));
    lines.push(
      markup`<line class="limit" x1="${MARGINS.left}" x2="${size.width - MARGINS.right}" y1="${place}" y2="${place}"/>`,
    );
  }
  return lines;
}

function canShow(range: Range, kind: AxisKind): boolean {
  return kind === 'linear' || range.value > 0;
}

function axesOf(input: ParetoInput, shown: readonly ParetoMark[]): Axes | null {
  const { cost, accuracy, size } = input;
  // None of these figures can be below 0, whatever the deviation says.
  const ends = ({ low, high, value }: Range) => [Math.max(0, low), value, high];
  const x = axisOf({
    ...cost,
    values: shown.flatMap((mark) => ends(mark.cost)),
    range: [MARGINS.left, size.width - MARGINS.right],
    tickCount: Math.max(3, Math.floor(size.width / 110)),
  });
  const y = axisOf({
    ...accuracy,
    values: shown.flatMap((mark) => ends(mark.accuracy)),
    range: [size.height - MARGINS.bottom, MARGINS.top],
    tickCount: 6,
    hasZero: true,
  });
  return x && y && { x, y };
}

export function paretoPlot(input: ParetoInput): ParetoPlot {
  const { name, marks, directions, cost, accuracy, size } = input;
  const isShown = (mark: ParetoMark) => canShow(mark.cost, cost.kind) && canShow(mark.accuracy, accuracy.kind);
  const shown = marks.filter(isShown);
  const leftOut = marks.filter((mark) => !isShown(mark));
  const axes = axesOf(input, shown);
  if (!axes) return { svg: null, places: marks.map(() => null), leftOut, hasBand: false };

  const { front, possible, goodEnds, badEnds } = paretoFront(shown, directions);
  const onFront = new Set(front);
  const nearFront = new Set(possible);
  const placed = shown.map((mark, place): Placed => ({
    mark,
    x: axes.x.place(mark.cost.value),
    y: axes.y.place(mark.accuracy.value),
    isFront: onFront.has(place),
    isPossible: nearFront.has(place),
  }));
  // Stairs lead from bad accuracy to the dear end, wherever on the axes these are.
  const bottom = directions.accuracy === 'higher' ? size.height - MARGINS.bottom : MARGINS.top;
  const farEnd = directions.cost === 'lower' ? size.width - MARGINS.right : MARGINS.left;
  const steps = front.map((place) => ({ cost: shown[place]!.cost.value, accuracy: shown[place]!.accuracy.value }));
  const hasBand = shown.some((mark) => mark.cost.hasSpread || mark.accuracy.hasSpread);
  const band = [...stairs(goodEnds, axes, bottom, farEnd), ...stairs(badEnds, axes, bottom, farEnd).reverse()];
  const single = placed.length <= MOST_NAMED ? placed : placed.filter(({ isFront }) => isFront);
  const crowd = placed.length <= MOST_NAMED ? [] : placed.filter(({ isFront }) => !isFront);
  const content = markup`
    ${hasBand && markup`<path class="band" d="${pathOf(band)}Z"/>`}
    <path class="front-line" d="${pathOf(stairs(steps, axes, bottom, farEnd))}"/>
    ${limitLines(input, axes)}
    <path class="spread" d="${errorBars(placed, axes)}"/>
    ${dotPaths(crowd)}${single.filter(({ isFront }) => !isFront).map(markElement)}
    ${single.filter(({ isFront }) => isFront).map(markElement)}
    <g aria-hidden="true">${nameLabels(placed, size)}</g>`;
  const svg = plotFrame({
    size,
    margins: MARGINS,
    name,
    xTitle: cost.title,
    yTitle: accuracy.title,
    xAxis: axes.x,
    yAxis: axes.y,
    content,
    role: 'group',
  });
  const placeOf = new Map(placed.map(({ mark, x, y }) => [mark, { x, y }]));
  return { svg, places: marks.map((mark) => placeOf.get(mark) ?? null), leftOut, hasBand };
}
