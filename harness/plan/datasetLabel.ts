/** The name of a `datasets:` entry: that of a built-in dataset, or the one its description gives. */
import type { DatasetSettings } from '../../src/dataset/datasetSettings.ts';

export function datasetLabel(dataset: DatasetSettings): string {
  return typeof dataset === 'string' ? dataset : dataset.name;
}
