/** Rows as JSON for other programs. The shape is a promise: add to it, and count `schemaVersion` up where it breaks. */
import type { ReportRow } from './rows.ts';
import { SCENARIO_FIGURES } from '../src/metrics/scenarioFigure.ts';
import { figureOfSeeds, type FigureInterval } from './scenarioFigures.ts';
import type { Spread } from './spread.ts';

export const REPORT_SCHEMA_VERSION = 1;

export interface JsonReportRow {
  /** Label of the baseline. */
  readonly baseline: string;
  readonly baselineId: string;
  readonly settings: unknown;
  readonly dataset: string;
  readonly isSimulated: boolean;
  readonly datasetHash: string;
  readonly splitHash: string;
  readonly protocol: string;
  /** Null where the baseline uses none. */
  readonly engine: string | null;
  readonly threads: number | null;
  readonly machine: string;
  readonly commits: readonly (string | null)[];
  readonly testCaseCount: number;
  readonly seeds: readonly number[];
  readonly failures: ReportRow['failures'];
  /** By id, for example `ndcg@10`; null where the metric does not exist. */
  readonly metrics: Readonly<Record<string, Spread | null>>;
  /** By id with its unit, for example `peakMemoryBytes`. */
  readonly costs: Readonly<Record<string, Spread | null>>;
  /** Figures of the latency scenarios by name, for example `server.perSecond`; null where void or not measured. */
  readonly scenarios: Readonly<Record<string, FigureInterval | null>>;
}

export interface JsonReport {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  readonly rows: readonly JsonReportRow[];
}

function jsonRow(row: ReportRow): JsonReportRow {
  const { dataset, split, protocol, machine } = row.sample;
  return {
    baseline: row.label,
    baselineId: row.baselineId,
    settings: row.settings,
    dataset: dataset.name,
    isSimulated: dataset.isSimulated,
    datasetHash: dataset.contentHash,
    splitHash: split.hash,
    protocol,
    engine: row.engine?.name ?? null,
    threads: row.engine?.threads ?? null,
    machine: machine.id,
    commits: row.commits,
    testCaseCount: split.testCaseCount,
    seeds: row.seeds,
    failures: row.failures,
    metrics: row.metrics,
    costs: row.costs,
    scenarios: Object.fromEntries(SCENARIO_FIGURES.map(({ id }) => [id, figureOfSeeds(row.scenarios, id)])),
  };
}

export function jsonReport(rows: readonly ReportRow[]): JsonReport {
  return { schemaVersion: REPORT_SCHEMA_VERSION, rows: rows.map(jsonRow) };
}
