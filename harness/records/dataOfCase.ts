/** The data and the split of a recorded case, looked at again, and taken if they are still the same. */
import { datasetSettingsSchema } from '../../src/dataset/datasetSettings.ts';
import { UserError } from '../../src/errors.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { systemClock } from '../case/clock.ts';
import { loadAndSplit, type LoadedData } from '../case/loadCase.ts';
import { Phases } from '../case/phases.ts';
import type { RunRecord } from './record.ts';

export interface DataOptions {
  readonly cacheDirectory: string;
  readonly withItemText: boolean;
  /** Told the name of each slow step. */
  readonly onNote: (note: string) => void;
}

/** Why they cannot be had, as a sentence. */
export interface NoData {
  readonly absence: string;
}

export async function dataOfCase(record: RunRecord, options: DataOptions): Promise<LoadedData | NoData> {
  const { cacheDirectory, withItemText, onNote } = options;
  const { name } = record.dataset;
  const dataset = datasetSettingsSchema.safeParse(record.datasetSettings);
  const split = splitSettingsSchema.safeParse(record.splitSettings);
  if (!dataset.success || !split.success) return { absence: `The record does not say where ${name} is read from.` };
  const { skipBadRows } = record;
  const job = { dataset: dataset.data, split: split.data, cacheDirectory, skipBadRows, withItemText };
  try {
    const data = await loadAndSplit(job, new Phases(systemClock, () => undefined), onNote);
    return data.split.hash === record.split.hash
      ? data
      : { absence: `${name} is split in another way today: its data, or seqbench, changed since.` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { absence: error.message };
  }
}
