/** Metrics of a case from its stored lists alone, so that they can be derived again without the model. */
import type { ItemText } from '../../src/dataset/interactionDataset.ts';
import { loadDataset } from '../../src/dataset/loadDataset.ts';
import { numberCategories, type CategorySets } from '../../src/metrics/diversity.ts';
import { groupMetrics, type CaseGroup } from '../../src/metrics/groups.ts';
import { measureLists } from '../../src/metrics/measureLists.ts';
import type { CaseJob } from './caseMessages.ts';
import { catalogueText, type LoadedData } from './loadCase.ts';

/**
 * Item text by catalogue number; null where the data has none. It is read again where the baseline had no need of it,
 * after the case's memory was measured: a metric must not make a model look larger.
 */
export async function textOfItems(job: CaseJob, data: LoadedData): Promise<readonly ItemText[] | null> {
  if (!job.hasItemText) return null;
  const dataset = job.withItemText
    ? data.dataset
    : await loadDataset(job.dataset, {
        cacheDirectory: job.cacheDirectory,
        skipBadRows: job.skipBadRows,
        withItemText: true,
      });
  return catalogueText({ dataset, split: data.split });
}

function categorySets(text: readonly ItemText[] | null): CategorySets | null {
  const hasCategories = text?.some((item) => item.categories !== undefined) ?? false;
  return text !== null && hasCategories ? numberCategories(text.map((item) => item.categories)) : null;
}

export interface ListsToMeasure {
  readonly k: number;
  readonly items: Uint32Array;
  readonly targets: Uint32Array;
  readonly users: Uint32Array;
  readonly historyLengths: Uint32Array;
  readonly targetTrainCounts: Uint32Array;
  readonly cutoffs: readonly number[];
  /** Training events by catalogue number. */
  readonly trainCounts: Uint32Array;
  /** Null where the data has none. */
  readonly text: readonly ItemText[] | null;
}

export interface CaseMetrics {
  readonly metrics: Record<string, number | null>;
  readonly groups: CaseGroup[];
}

export function caseMetrics(input: ListsToMeasure): CaseMetrics {
  const { k, items, targets, users, cutoffs, trainCounts, historyLengths, targetTrainCounts, text } = input;
  const lists = { k, items };
  return {
    metrics: measureLists({ lists, targets, users, cutoffs, trainCounts, categories: categorySets(text) }),
    groups: groupMetrics({ lists, targets, cutoffs, historyLengths, targetTrainCounts }),
  };
}
