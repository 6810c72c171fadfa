/** The first two phases of every job in a child process: load the data, split it; and the facts about both. */
import { eventCount, itemCount, userCount, type InteractionDataset } from '../../src/dataset/interactionDataset.ts';
import { loadDataset } from '../../src/dataset/loadDataset.ts';
import { targets } from '../../src/split/histories.ts';
import type { Split } from '../../src/split/split.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import type { DataJob, Survey } from './caseMessages.ts';
import type { Phases } from './phases.ts';
import type { DatasetFacts, SplitFacts } from '../records/record.ts';

export interface LoadedData {
  readonly dataset: InteractionDataset;
  readonly split: Split;
}

export async function loadAndSplit(job: DataJob, phases: Phases, onNote: (note: string) => void): Promise<LoadedData> {
  const dataset = await phases.time('load', () =>
    loadDataset(job.dataset, {
      cacheDirectory: job.cacheDirectory,
      skipBadRows: job.skipBadRows,
      withItemText: job.withItemText,
      onProgress: onNote,
    }),
  );
  const split = await phases.time('split', () => splitDataset(dataset, job.split));
  return { dataset, split };
}

function datasetFacts(dataset: InteractionDataset): DatasetFacts {
  return {
    name: dataset.name,
    format: dataset.provenance.format,
    contentHash: dataset.contentHash,
    isSimulated: dataset.provenance.isSimulated,
    timeResolution: dataset.timeResolution,
    userCount: userCount(dataset),
    itemCount: itemCount(dataset),
    eventCount: eventCount(dataset),
    badRowCount: dataset.provenance.badRowCount,
  };
}

function splitFacts(split: Split): SplitFacts {
  const testTargets = targets(split.test);
  return {
    hash: split.hash,
    catalogueItemCount: split.catalogue.itemCount,
    trainEventCount: split.train.items.length,
    validationCaseCount: split.validation.targetRow.length,
    testCaseCount: testTargets.length,
    coldTargetCount: testTargets.reduce((sum, target) => sum + (target === 0 ? 1 : 0), 0),
    seenItems: split.settings.seenItems,
    statements: [...split.statements],
    counts: { ...split.counts },
  };
}

/** Of data loaded with item text. */
export function surveyOf({ dataset, split }: LoadedData): Survey {
  return {
    dataset: datasetFacts(dataset),
    split: splitFacts(split),
    hasItemText: dataset.itemText !== null,
  };
}

/** Item text by catalogue number, as baselines see it; null where there is none. */
export function catalogueText({ dataset, split }: LoadedData): InteractionDataset['itemText'] {
  const { itemText } = dataset;
  if (itemText === null) return null;
  return Array.from(split.catalogue.datasetItem, (item) => itemText[item] ?? {});
}
