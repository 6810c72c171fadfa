/** Axes of plots: where a value stands in pixels, and which values get a tick. */
import { ticks } from 'd3-array';

export type AxisKind = 'linear' | 'log';

export interface AxisInput {
  readonly kind: AxisKind;
  /** Everything that has to be on the axis. On a log axis only what is above 0 can be. */
  readonly values: readonly number[];
  /** Pixels of the axis' ends. */
  readonly range: readonly [number, number];
  readonly format: (value: number) => string;
  /** Bytes are counted in powers of 2. */
  readonly base?: 2 | 10;
  readonly tickCount: number;
  /** Whether a linear axis starts at 0. */
  readonly hasZero?: boolean;
}

export interface Tick {
  readonly place: number;
  readonly label: string;
}

export interface Axis {
  readonly ticks: readonly Tick[];
  /** Pixels; values beyond the ends are put at the ends. */
  readonly place: (value: number) => number;
}

const TINIEST = 1e-300;

/** Share of the axis left free at each end. */
const MARGIN = 0.06;

function extent(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function thin<Value>(values: readonly Value[], most: number): Value[] {
  const step = Math.ceil(values.length / most);
  return values.filter((_, place) => place % step === 0);
}

/** Powers of the base where they suffice, else 1, 2 and 5 of each decade, else what a linear axis would have. */
function logTicks(low: number, high: number, base: 2 | 10, count: number): number[] {
  const powers: number[] = [];
  for (let power = Math.ceil(Math.log(low) / Math.log(base) - 1e-9); base ** power <= high; power++) {
    powers.push(base ** power);
  }
  if (powers.length >= 3) return thin(powers, count);
  const steps = base === 10 ? [1, 2, 5] : [1];
  const first = Math.floor(Math.log(low) / Math.log(base));
  const fine = [first, first + 1, first + 2].flatMap((power) => steps.map((step) => step * base ** power));
  const inside = fine.filter((value) => value >= low && value <= high);
  return inside.length >= 3 ? inside : ticks(low, high, Math.min(4, count));
}

/** Pixels by share of the domain, within its ends. */
function placeOn([start, end]: AxisInput['range'], share: number): number {
  return start + (end - start) * Math.min(1, Math.max(0, share));
}

/** Fewer ticks where the format rounds neighbours to one label; where even few are alike, the first of them. */
function labelledTicks(
  valuesOf: (count: number) => number[],
  count: number,
  format: AxisInput['format'],
  place: Axis['place'],
): Tick[] {
  const all = valuesOf(count).map((value) => ({ place: place(value), label: format(value) }));
  if (new Set(all.map(({ label }) => label)).size === all.length) return all;
  if (count > 1) return labelledTicks(valuesOf, count - 1, format, place);
  return all.filter(({ label }, at) => all.findIndex((other) => other.label === label) === at);
}

function logAxis({ values, range, format, base = 10, tickCount }: AxisInput): Axis {
  const [least, most] = extent(values.filter((value) => value > 0));
  // A single value still needs a domain of some width.
  const ratio = most > least ? most / least : 4;
  const margin = ratio ** MARGIN;
  const isSingle = !(most > least);
  const [low, high] = isSingle ? [least / 2, least * 2] : [least / margin, most * margin];
  const place = (value: number) => placeOn(range, Math.log(Math.max(value, low) / low) / Math.log(high / low));
  return {
    place,
    ticks: labelledTicks((count) => logTicks(low, high, base, count), tickCount, format, place),
  };
}

function linearAxis({ values, range, format, tickCount, hasZero = false }: AxisInput): Axis {
  const [least, most] = extent(hasZero ? [0, ...values] : values);
  // Numbers this near to zero have no digits left that ticks could be made of.
  const width = most - least > TINIEST ? most - least : Math.abs(most) > TINIEST ? Math.abs(most) : 1;
  const isAtZero = hasZero && least === 0;
  const low = isAtZero ? 0 : least - width * MARGIN;
  const high = most + width * MARGIN;
  const place = (value: number) => placeOn(range, (value - low) / (high - low));
  return {
    place,
    ticks: labelledTicks((count) => ticks(low, high, count), tickCount, format, place),
  };
}

/** Null where there is nothing that the axis could show. */
export function axisOf(input: AxisInput): Axis | null {
  const shown = input.kind === 'log' ? input.values.filter((value) => value > 0) : input.values;
  if (shown.length === 0) return null;
  return input.kind === 'log' ? logAxis(input) : linearAxis(input);
}
