/** Metrics of a case from its stored lists alone, so that they can be derived again without the model. */
import { numberCategories, type CategorySets } from '../src/metrics/diversity.ts';
import { countTraining, measureLists } from '../src/metrics/measureLists.ts';
import { loadDataset } from '../src/dataset/loadDataset.ts';
import type { Split } from '../src/split/split.ts';
import type { CaseJob } from './caseMessages.ts';
import { catalogueText, type LoadedData } from './loadCase.ts';

/**
 * Categories by catalogue number; null where the data has none. Item text is read again where the baseline had no need
 * of it, after the case's memory was measured: a metric must not make a model look larger.
 */
async function categorySets(job: CaseJob, data: LoadedData): Promise<CategorySets | null> {
  if (!job.hasItemText) return null;
  const dataset = job.withItemText
    ? data.dataset
    : await loadDataset(job.dataset, {
        cacheDirectory: job.cacheDirectory,
        skipBadRows: job.skipBadRows,
        withItemText: true,
      });
  const text = catalogueText({ dataset, split: data.split });
  const hasCategories = text?.some((item) => item.categories !== undefined) ?? false;
  return text !== null && hasCategories ? numberCategories(text.map((item) => item.categories)) : null;
}

export interface ListsToMeasure {
  readonly k: number;
  readonly items: Uint32Array;
  readonly targets: Uint32Array;
  readonly users: Uint32Array;
}

function trainCounts(split: Split): Uint32Array {
  return countTraining(split.train.items, split.catalogue.itemCount);
}

export async function caseMetrics(
  job: CaseJob,
  data: LoadedData,
  { k, items, targets, users }: ListsToMeasure,
): Promise<Record<string, number | null>> {
  return measureLists({
    lists: { k, items },
    targets,
    users,
    cutoffs: job.cutoffs,
    trainCounts: trainCounts(data.split),
    categories: await categorySets(job, data),
  });
}
