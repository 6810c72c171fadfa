/** Records of a results directory as series; bad names are refused. */
import { existsSync } from 'node:fs';
import { COSTS } from '../../src/metrics/cost.ts';
import { findMetric } from '../../src/metrics/metric.ts';
import { UserError } from '../../src/errors.ts';
import { readRecords } from '../records/recordStore.ts';
import { commitOrder } from './commits.ts';
import { type HistorySeries, historySeries } from './series.ts';

export async function readHistory(
  results: string,
  figures: readonly string[],
  only: readonly string[],
): Promise<HistorySeries[]> {
  for (const figure of figures) {
    if (findMetric(figure) === null && !COSTS.some(({ id }) => id === figure)) {
      throw new UserError(
        `"${figure}" is neither a metric, as ndcg@10, nor a cost; costs are ${COSTS.map(({ id }) => id).join(', ')}.`,
      );
    }
  }
  if (!existsSync(results)) throw new UserError(`There is no results directory ${results}.`);
  const stored = await readRecords(results);
  const completed = stored.flatMap(({ record }) => (record.status === 'completed' ? [record] : []));
  const shown = completed.filter(({ baseline }) => only.length === 0 || only.includes(baseline.label));
  if (shown.length === 0) {
    const labels = [...new Set(completed.map(({ baseline }) => baseline.label))].sort().join(', ');
    throw new UserError(`No finished case to show in ${results}; there are ${labels === '' ? 'none' : labels}.`);
  }
  return historySeries(shown, figures, await commitOrder());
}
