/** Accuracy against the time of a request in characters: a letter for each row, and which rows no other beats in both. */
import { metricName } from '../src/metrics/metric.ts';
import type { Board } from './boards.ts';
import { columnNames } from './columnNames.ts';
import { formatMilliseconds } from './formatNumber.ts';
import { mainCutoff } from './mainMetric.ts';
import { axisOf, type Axis } from './site/view/plots/axis.ts';
import type { Range } from './site/view/boardData.ts';
import { paretoFront } from './site/view/pareto.ts';

const HEIGHT = 12;
const MOST_WIDTH = 72;
const LABEL_WIDTH = 8;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Of several rows in one place. */
const CROWD = '+';

interface Point {
  readonly name: string;
  readonly letter: string;
  readonly accuracy: number;
  readonly milliseconds: number;
}

function pointsOf(board: Board): Point[] {
  const names = columnNames(board);
  const metric = metricName('ndcg', mainCutoff(board.rows));
  const known = board.rows.flatMap(({ metrics, costs }, place) => {
    const [accuracy, cost] = [metrics[metric], costs.singleStreamP50Milliseconds];
    if (!accuracy || !cost || cost.median <= 0) return [];
    return [{ name: names[place]!, accuracy: accuracy.mean, milliseconds: cost.median }];
  });
  return known.slice(0, LETTERS.length).map((point, place) => ({ ...point, letter: LETTERS[place]! }));
}

function exactly(value: number): Range {
  return { value, low: value, high: value, hasSpread: false };
}

function frontOf(points: readonly Point[]): ReadonlySet<number> {
  const corners = points.map(({ accuracy, milliseconds }) => ({
    accuracy: exactly(accuracy),
    cost: exactly(milliseconds),
  }));
  return new Set(paretoFront(corners, { accuracy: 'higher', cost: 'lower' }).front);
}

function canvas(points: readonly Point[], x: Axis, y: Axis, width: number): string[][] {
  const rows = Array.from({ length: HEIGHT }, () => new Array<string>(width).fill(' '));
  for (const { letter, accuracy, milliseconds } of points) {
    const [row, column] = [Math.round(y.place(accuracy)), Math.round(x.place(milliseconds))];
    rows[row]![column] = rows[row]![column] === ' ' ? letter : CROWD;
  }
  return rows;
}

/** Labels that leave each other room. */
function tickLine({ ticks }: Axis, width: number): string {
  let line = '';
  for (const { place, label } of ticks) {
    const start = Math.round(place - label.length / 2);
    if (start < line.length + (line === '' ? 0 : 2) || start + label.length > width + LABEL_WIDTH / 2) continue;
    line = line.padEnd(start) + label;
  }
  return line;
}

function legendLines(points: readonly Point[], width: number): string[] {
  const front = frontOf(points);
  const texts = points.map(({ letter, name }, place) => `${letter} ${name}${front.has(place) ? ' *' : ''}`);
  const column = Math.max(...texts.map((text) => text.length)) + 2;
  const perLine = Math.max(1, Math.floor(width / column));
  return texts
    .map((text, place) =>
      (place + 1) % perLine === 0 || place === texts.length - 1 ? `${text}\n` : text.padEnd(column),
    )
    .join('')
    .trimEnd()
    .split('\n');
}

/** Null where there are not two rows to compare. */
export function textPlot(board: Board, terminalWidth: number): string | null {
  const points = pointsOf(board);
  if (points.length < 2) return null;
  const width = Math.min(MOST_WIDTH, terminalWidth) - LABEL_WIDTH - 2;
  const y = axisOf({
    kind: 'linear',
    values: points.map(({ accuracy }) => accuracy),
    range: [HEIGHT - 1, 0],
    format: (value) => value.toFixed(value < 0.1 ? 3 : 2),
    tickCount: 4,
    hasZero: true,
  })!;
  const x = axisOf({
    kind: 'log',
    values: points.map(({ milliseconds }) => milliseconds),
    range: [0, width - 1],
    format: (value) => formatMilliseconds(value, value),
    tickCount: Math.floor(width / 14),
  })!;
  const labels = new Map(y.ticks.map(({ place, label }) => [Math.round(place), label]));
  const rows = canvas(points, x, y, width).map((cells, row) => {
    const label = labels.get(row);
    return `${(label ?? '').padStart(LABEL_WIDTH - 1)} ${label === undefined ? '│' : '┤'}${cells.join('')}`.trimEnd();
  });
  const marks = new Set(x.ticks.map(({ place }) => Math.round(place)));
  const base = Array.from({ length: width }, (_, column) => (marks.has(column) ? '┬' : '─')).join('');
  const hasCrowd = rows.some((row) => row.slice(LABEL_WIDTH + 1).includes(CROWD));
  return [
    `NDCG@${mainCutoff(board.rows)} by the time of a single request, p50 (logarithmic)`,
    ...rows,
    `${' '.repeat(LABEL_WIDTH)}└${base}`,
    `${' '.repeat(LABEL_WIDTH + 1)}${tickLine(x, width)}`,
    ...legendLines(points, Math.min(MOST_WIDTH, terminalWidth)),
    `*: no other is better and as fast.${hasCrowd ? ` ${CROWD}: several in one place.` : ''}`,
  ].join('\n');
}
