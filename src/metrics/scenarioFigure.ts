/** The figures of the latency scenarios: names, units and directions. `harness/scenarios` measures them. */
import type { CostUnit } from './cost.ts';

export interface ScenarioFigureDefinition {
  readonly id: string;
  readonly scenario: 'single-stream' | 'offline' | 'server';
  readonly label: string;
  readonly unit: CostUnit;
  readonly better: 'lower' | 'higher';
  readonly meaning: string;
}

const SINGLE = 'Requests of one history each, one after the other, warm, net of what measuring costs';
const SERVER = 'At the highest rate of arrivals that held, from arrival to answer';

/** In the order of the latency table. */
export const SCENARIO_FIGURES = [
  {
    id: 'singleStream.p50Milliseconds',
    scenario: 'single-stream',
    label: 'p50',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SINGLE}: median.`,
  },
  {
    id: 'singleStream.p90Milliseconds',
    scenario: 'single-stream',
    label: 'p90',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SINGLE}: 90th percentile.`,
  },
  {
    id: 'singleStream.p95Milliseconds',
    scenario: 'single-stream',
    label: 'p95',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SINGLE}: 95th percentile.`,
  },
  {
    id: 'singleStream.p99Milliseconds',
    scenario: 'single-stream',
    label: 'p99',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SINGLE}: 99th percentile.`,
  },
  {
    id: 'singleStream.p999Milliseconds',
    scenario: 'single-stream',
    label: 'p99.9',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SINGLE}: 99.9th percentile.`,
  },
  {
    id: 'singleStream.firstMilliseconds',
    scenario: 'single-stream',
    label: 'first, cold',
    unit: 'milliseconds',
    better: 'lower',
    meaning: 'The very first request that the process got.',
  },
  {
    id: 'singleStream.perSecond',
    scenario: 'single-stream',
    label: 'requests per second',
    unit: 'per second',
    better: 'higher',
    meaning: 'Requests over the sum of their times.',
  },
  {
    id: 'singleStream.energyJoulesPerRequest',
    scenario: 'single-stream',
    label: 'energy per request',
    unit: 'joules',
    better: 'lower',
    meaning: 'What the counters of the processor counted, checks of the answers included.',
  },
  {
    id: 'offline.passSeconds',
    scenario: 'offline',
    label: 'whole test set',
    unit: 'seconds',
    better: 'lower',
    meaning: 'The whole test set once, in batches, warm: median over passes.',
  },
  {
    id: 'offline.perSecond',
    scenario: 'offline',
    label: 'histories per second',
    unit: 'per second',
    better: 'higher',
    meaning: 'Histories of all passes over the sum of their times.',
  },
  {
    id: 'offline.energyJoulesPerRequest',
    scenario: 'offline',
    label: 'energy per history',
    unit: 'joules',
    better: 'lower',
    meaning: 'What the counters of the processor counted, checks of the answers included.',
  },
  {
    id: 'server.perSecond',
    scenario: 'server',
    label: 'highest rate',
    unit: 'per second',
    better: 'higher',
    meaning: 'The highest rate of Poisson arrivals under which the tail of the latency stays within the limit.',
  },
  {
    id: 'server.p50Milliseconds',
    scenario: 'server',
    label: 'p50 at that rate',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SERVER}: median.`,
  },
  {
    id: 'server.p99Milliseconds',
    scenario: 'server',
    label: 'p99 at that rate',
    unit: 'milliseconds',
    better: 'lower',
    meaning: `${SERVER}: 99th percentile.`,
  },
  {
    id: 'server.meanBatchSize',
    scenario: 'server',
    label: 'mean batch at that rate',
    unit: 'count',
    better: 'lower',
    meaning: `${SERVER}: requests answered together.`,
  },
] as const satisfies readonly ScenarioFigureDefinition[];

export type ScenarioFigureId = (typeof SCENARIO_FIGURES)[number]['id'];
