/** Numbers as people read them; the same on every machine, whatever its locale. Missing is a dash, never 0. */
import type { CostUnit } from '../src/metrics/cost.ts';
import type { MetricDefinition } from '../src/metrics/metric.ts';

export const MISSING = '–';

/** `12345.6` -> `12,346` */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/gu, ',');
}

/** Beyond this many decimals a figure of a table is below what anybody compares. */
const MOST_DECIMALS = 4;

/** Three significant digits, but never an exponent and never fewer digits than the whole number has. */
export function formatSignificant(value: number): string {
  if (value === 0) return '0';
  const least = 10 ** -MOST_DECIMALS;
  if (value > 0 && value < least) return `<${least.toFixed(MOST_DECIMALS)}`;
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= 3) return formatCount(value);
  return value.toFixed(Math.min(MOST_DECIMALS, Math.max(0, 2 - magnitude)));
}

const SMALL_UNITS = [
  { unit: 's', milliseconds: 1000 },
  { unit: 'ms', milliseconds: 1 },
  { unit: 'µs', milliseconds: 1e-3 },
  { unit: 'ns', milliseconds: 1e-6 },
] as const;

/** In the unit that suits `scale`, so that several values can share one: `0.00085` -> `850 ns` */
export function formatMilliseconds(milliseconds: number, scale: number): string {
  const fitting = SMALL_UNITS.find((entry) => Math.abs(scale) >= entry.milliseconds) ?? SMALL_UNITS.at(-1)!;
  return `${formatSignificant(milliseconds / fitting.milliseconds)} ${fitting.unit}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? formatCount(value) : formatSignificant(value)} ${BYTE_UNITS[unit]!}`;
}

/** Whole, but where that would hide what a slow model does. */
export function formatRate(perSecond: number): string {
  return perSecond < 10 ? formatSignificant(perSecond) : formatCount(perSecond);
}

export function formatCost(value: number, unit: CostUnit): string {
  switch (unit) {
    case 'seconds':
      return `${formatSignificant(value)} s`;
    case 'milliseconds':
      return `${formatSignificant(value)} ms`;
    case 'bytes':
      return formatBytes(value);
    case 'per second':
      return formatRate(value);
    case 'count':
      return formatCount(value);
    case 'joules':
      return `${formatSignificant(value)} J`;
    case 'money':
      return formatSignificant(value);
    default:
      return unit satisfies never;
  }
}

export type MetricUnit = MetricDefinition['unit'];

export function formatMetric(value: number, unit: MetricUnit): string {
  switch (unit) {
    case 'share':
      return value.toFixed(4);
    case 'bits':
      return value.toFixed(2);
    case 'events':
      return formatSignificant(value);
    default:
      return unit satisfies never;
  }
}
