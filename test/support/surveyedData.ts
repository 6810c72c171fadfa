/** The data of a record, loaded and split again. */
import { systemClock } from '../../harness/case/clock.ts';
import { loadAndSplit, type LoadedData } from '../../harness/case/loadCase.ts';
import { Phases } from '../../harness/case/phases.ts';
import type { RunRecord } from '../../harness/records/record.ts';
import { datasetSettingsSchema } from '../../src/dataset/datasetSettings.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

export function surveyedData(record: RunRecord, cacheDirectory: string): Promise<LoadedData> {
  const dataset = datasetSettingsSchema.parse(record.datasetSettings);
  const split = splitSettingsSchema.parse(record.splitSettings);
  const job = { dataset, split, cacheDirectory, skipBadRows: record.skipBadRows, withItemText: true };
  return loadAndSplit(job, new Phases(systemClock, () => undefined), () => undefined);
}
