/** The metric that stands for accuracy where there is room for one. */
import { metricName } from '../src/metrics/metric.ts';
import type { ReportRow } from './rows.ts';

const USUAL_CUTOFF = 10;

/** List length of figures that are shown at one length only. */
export function mainCutoff(rows: readonly ReportRow[]): number {
  const cutoffs = rows.flatMap(({ sample }) => sample.cutoffs);
  return cutoffs.includes(USUAL_CUTOFF) ? USUAL_CUTOFF : Math.max(...cutoffs);
}

/** For example `ndcg@10`. */
export function mainMetric(rows: readonly ReportRow[]): string {
  return metricName('ndcg', mainCutoff(rows));
}
