/** The figures of a record's scenarios by name, each with its interval. Void scenarios have none that count. */
import type { CompletedRecord } from '../harness/records/record.ts';
import { SCENARIO_FIGURES, type ScenarioFigureId } from '../src/metrics/scenarioFigure.ts';

export type ScenarioPart = NonNullable<CompletedRecord['scenarios']>;

export interface FigureInterval {
  readonly value: number;
  /** Null where there are too few rounds for an interval. */
  readonly low: number | null;
  readonly high: number | null;
}

const PARTS = { 'single-stream': 'singleStream', offline: 'offline', server: 'server' } as const;
type Scenario = (typeof SCENARIO_FIGURES)[number]['scenario'];

function alone(value: number | null): FigureInterval | null {
  return value === null ? null : { value, low: null, high: null };
}

const FIGURES: Readonly<Record<ScenarioFigureId, (part: ScenarioPart) => FigureInterval | null | undefined>> = {
  'singleStream.p50Milliseconds': ({ singleStream }) => singleStream?.latencyMilliseconds.p50,
  'singleStream.p90Milliseconds': ({ singleStream }) => singleStream?.latencyMilliseconds.p90,
  'singleStream.p95Milliseconds': ({ singleStream }) => singleStream?.latencyMilliseconds.p95,
  'singleStream.p99Milliseconds': ({ singleStream }) => singleStream?.latencyMilliseconds.p99,
  'singleStream.p999Milliseconds': ({ singleStream }) => singleStream?.latencyMilliseconds.p999,
  'singleStream.firstMilliseconds': ({ singleStream }) => singleStream && alone(singleStream.firstMilliseconds),
  'singleStream.perSecond': ({ singleStream }) => singleStream?.perSecond,
  'singleStream.energyJoulesPerRequest': ({ singleStream }) =>
    singleStream && alone(singleStream.energyJoulesPerRequest),
  'offline.passSeconds': ({ offline }) => offline?.passSeconds,
  'offline.perSecond': ({ offline }) => offline?.perSecond,
  'offline.energyJoulesPerRequest': ({ offline }) => offline && alone(offline.energyJoulesPerRequest),
  'server.perSecond': ({ server }) => server?.perSecond,
  'server.p50Milliseconds': ({ server }) => server?.latencyMilliseconds.p50,
  'server.p99Milliseconds': ({ server }) => server?.latencyMilliseconds.p99,
  'server.meanBatchSize': ({ server }) => server && alone(server.meanBatchSize),
};

/** Why the figures of a scenario do not count; null where they do, or where it was not measured. */
export function voidReason(part: ScenarioPart, scenario: Scenario): string | null {
  return part[PARTS[scenario]]?.validity.reason ?? null;
}

/** Null where it was not measured, or is void. */
export function scenarioFigure(part: ScenarioPart, id: ScenarioFigureId): FigureInterval | null {
  const { scenario } = SCENARIO_FIGURES.find((figure) => figure.id === id)!;
  return voidReason(part, scenario) === null ? (FIGURES[id](part) ?? null) : null;
}

/** Of several seeds the median, with the widest interval. */
export function figureOfSeeds(parts: readonly ScenarioPart[], id: ScenarioFigureId): FigureInterval | null {
  const figures = parts.map((part) => scenarioFigure(part, id)).filter((figure) => figure !== null);
  if (figures.length === 0) return null;
  const ascending = figures.map(({ value }) => value).sort((a, b) => a - b);
  const middle = (ascending.length - 1) / 2;
  const value = (ascending[Math.floor(middle)]! + ascending[Math.ceil(middle)]!) / 2;
  const lows = figures.map(({ low }) => low).filter((low) => low !== null);
  const highs = figures.map(({ high }) => high).filter((high) => high !== null);
  const isWhole = lows.length === figures.length && highs.length === figures.length;
  return { value, low: isWhole ? Math.min(...lows) : null, high: isWhole ? Math.max(...highs) : null };
}
