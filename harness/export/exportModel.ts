/** `seqbench export` without its words: choose the model, trace it, write the file, its id map and how to use them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { exportNetwork } from '../../src/inference/exportNetwork.ts';
import { storedModelKind } from '../../src/inference/storedModel.ts';
import { itemSlots } from '../../src/network/sequentialModel.ts';
import type { RecommendOptions } from '../../src/ranking.ts';
import { writeFileAtomically } from '../records/atomicFile.ts';
import { ITEMS_FILE, writeItems } from '../records/itemFile.ts';
import { seqbenchVersion } from '../machine/packageVersions.ts';
import { findBaseline, importBaseline } from '../config/registry.ts';
import { chooseModel, type ChosenModel } from './chooseModel.ts';
import { exportReadme } from './exportReadme.ts';
import { itemMap } from './itemMap.ts';

export interface ExportOptions {
  /** Results directory, or a folder with a trained model. */
  readonly from: string;
  readonly caseId: string | null;
  readonly outDirectory: string;
  readonly k: number;
  readonly batchSize: number;
  /** Null: as many items as the model looks at. */
  readonly historyLength: number | null;
  /** Null: as in the record of the case, else `filter`. */
  readonly seenItems: RecommendOptions['seenItems'] | null;
  /** Id of the baseline, or path of its file; null: as the model says. */
  readonly baseline: string | null;
  readonly cacheDirectory: string;
  readonly onNote: (note: string) => void;
}

export interface ExportedModel {
  readonly directory: string;
  readonly files: readonly string[];
  readonly baseline: string;
  readonly caseId: string | null;
  readonly itemCount: number;
  readonly modelBytes: number;
  readonly batchSize: number;
  readonly historyLength: number;
  readonly k: number;
  readonly seenItems: RecommendOptions['seenItems'];
}

const MODEL_FILE = 'model.onnx';
const README_FILE = 'README.md';

async function networkOf({ directory, record }: ChosenModel, given: string | null) {
  if (given === null && record !== null && record.baseline.fileHash !== null) {
    throw new UserError(`The baseline of ${record.caseId} is a file of yours: name it with --baseline.`);
  }
  const id = given ?? record?.baseline.id ?? (await storedModelKind(directory));
  const baseline = await importBaseline(findBaseline(id, process.cwd()));
  if (baseline.network === null) {
    throw new UserError(
      `"${id}" cannot be written as one graph; SASRec and BERT4Rec can, distilled or not. Choose another case.`,
    );
  }
  return { id, network: await baseline.network(directory) };
}

function originOf({ record }: ChosenModel): string[] {
  if (record === null) return [];
  const { caseId, dataset, split, seed, protocol, code, metrics } = record;
  const ndcg = metrics['ndcg@10'];
  return [
    `Case \`${caseId}\`, seed ${seed}, protocol ${protocol}, seqbench ${code.seqbenchVersion}${code.commit === null ? '' : ` at ${code.commit.slice(0, 8)}`}.`,
    `Data: ${dataset.name}${dataset.isSimulated ? ' (simulated)' : ''}, content ${dataset.contentHash.slice(0, 16)}, split ${split.hash.slice(0, 16)}.`,
    ...(ndcg == null ? [] : [`NDCG@10 of its test set: ${ndcg.toFixed(4)}.`]),
  ];
}

export async function exportModel(options: ExportOptions): Promise<ExportedModel> {
  const chosen = await chooseModel(options.from, options.caseId);
  const { id, network } = await networkOf(chosen, options.baseline);
  const { itemCount } = network.model;
  const maxLength = itemSlots(network.model);
  const shape = {
    batchSize: options.batchSize,
    historyLength: options.historyLength ?? maxLength,
    k: options.k,
    seenItems: options.seenItems ?? chosen.record?.split.seenItems ?? 'filter',
  };
  const metadata = {
    seqbench: seqbenchVersion(),
    baseline: id,
    ...(chosen.record && { caseId: chosen.record.caseId }),
  };
  const bytes = exportNetwork(network, shape, metadata);
  const { cacheDirectory, onNote } = options;
  const items = await itemMap(chosen, { cacheDirectory, onNote });
  if (items.length !== itemCount) {
    throw new UserError(`The id map has ${items.length} items and the model ${itemCount}: they are not of one case.`);
  }
  const directory = options.outDirectory;
  await mkdir(directory, { recursive: true });
  await writeFileAtomically(join(directory, MODEL_FILE), bytes);
  await writeItems(join(directory, ITEMS_FILE), items);
  const readme = exportReadme({ shape, baseline: id, itemCount, maxLength, origin: originOf(chosen) });
  await writeFileAtomically(join(directory, README_FILE), readme);
  const caseId = chosen.record?.caseId ?? null;
  const files = [MODEL_FILE, ITEMS_FILE, README_FILE];
  return { directory, files, baseline: id, caseId, itemCount, modelBytes: bytes.byteLength, ...shape };
}
