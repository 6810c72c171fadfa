/**
 * A results directory as `seqbench run` would leave it, without training anything: valid records whose metrics, groups and
 * costs come from the answers and samples that lie beside them. The same plan always gives the same bytes. For tests and
 * benches of everything that reads results.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shortHash } from '../../src/canonicalJson.ts';
import { deriveCosts } from '../../harness/case/costs.ts';
import { EXAMPLES_FILE, type ExampleCase, type ExampleItem } from '../../harness/records/exampleCases.ts';
import { encodeNpy } from '../../src/tensors/npy.ts';
import { withPrices } from '../../harness/records/pricedRecord.ts';
import { recordSchema, type CompletedRecord, type MachineFacts, type RunRecord } from '../../harness/records/record.ts';
import { recordPath } from '../../harness/records/recordStore.ts';
import { groupMetrics } from '../../src/metrics/groups.ts';
import { measureLists } from '../../src/metrics/measureLists.ts';
import { Random } from '../../src/random.ts';
import { SIMULATED_MODELS, type SimulatedModel } from './simulatedModels.ts';
import {
  simulatedLists,
  simulatedShop,
  textSeed,
  type ShopPlan,
  type SimulatedLists,
  type SimulatedShop,
} from './simulatedShop.ts';

export interface SimulatedCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Of its first case. */
  readonly startedAt: string;
  /** Factors on all latencies, and on the skill of models: planted steps. */
  readonly latencyFactor?: number;
  readonly skillShift?: number;
}

export interface SimulationPlan {
  readonly shops: readonly ShopPlan[];
  readonly models: readonly SimulatedModel[];
  readonly seeds: readonly number[];
  readonly machines: readonly MachineFacts[];
  readonly commits: readonly SimulatedCommit[];
  readonly requestCount: number;
}

export const SIMULATED_MACHINE: MachineFacts = {
  id: 'linux-x64-2cores-8gib-abcdef',
  cpuModel: 'Example CPU',
  coreCount: 2,
  memoryBytes: 8 * 2 ** 30,
  platform: 'linux',
  osRelease: '6.1',
  architecture: 'x64',
  nodeVersion: 'v20.19.0',
  calibration: null,
};

export function simulatedCommit(place: number, changes: Partial<SimulatedCommit> = {}): SimulatedCommit {
  const commit = createHash('sha1').update(`commit ${place}`).digest('hex');
  return { commit, startedAt: new Date(Date.UTC(2026, 0, 1 + place)).toISOString(), ...changes };
}

/** Two shops, all models, three seeds, one commit. */
export const SMALL_PLAN: SimulationPlan = {
  shops: [
    { name: 'shop', caseCount: 600, itemCount: 1200, k: 10 },
    { name: 'films', caseCount: 400, itemCount: 700, k: 10 },
  ],
  models: SIMULATED_MODELS,
  seeds: [1, 2, 3],
  machines: [SIMULATED_MACHINE],
  commits: [simulatedCommit(0)],
  requestCount: 200,
};

export interface SimulatedFile {
  /** Relative to the record's folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface SimulatedCase {
  readonly record: RunRecord;
  readonly files: readonly SimulatedFile[];
}

interface CasePlace {
  readonly plan: SimulationPlan;
  readonly shop: SimulatedShop;
  readonly model: SimulatedModel;
  readonly seed: number;
  readonly machine: MachineFacts;
  readonly commit: SimulatedCommit;
  /** Of the case within its commit: one starts a minute after the other. */
  readonly place: number;
}

const CUTOFFS = [5, 10];
const WORDS = [
  'amber',
  'birch',
  'cedar',
  'dusk',
  'ember',
  'fern',
  'grove',
  'heath',
  'iris',
  'juniper',
  'kelp',
  'larch',
];

function itemNamed(item: number): ExampleItem {
  const title = `${WORDS[item % WORDS.length]!} ${WORDS[(item * 7 + 3) % WORDS.length]!} no. ${item}`;
  return { item, id: `B${String(item).padStart(6, '0')}`, title };
}

function examplesOf(shop: SimulatedShop, { items, scores }: SimulatedLists): ExampleCase[] {
  const { k } = shop;
  return [0, 1, 2, 3, 4].map((step) => {
    const row = Math.floor((shop.caseCount / 5) * step);
    const target = shop.targets[row]!;
    const list = items.subarray(row * k, (row + 1) * k);
    const rank = target === 0 ? 0 : list.indexOf(target) + 1;
    const shown = Math.min(10, shop.historyLengths[row]!);
    return {
      case: row,
      user: `user${shop.users[row]!}`,
      historyLength: shop.historyLengths[row]!,
      history: Array.from({ length: shown }, (_, index) => itemNamed(((row * 31 + index * 17) % shop.itemCount) + 1)),
      target: target === 0 ? null : itemNamed(target),
      targetRank: rank === 0 ? null : rank,
      recommendations: Array.from(list, (item, index) => ({ ...itemNamed(item), score: scores[row * k + index]! })),
    };
  });
}

function requestSeconds({ plan, model, commit }: CasePlace, random: Random): Float64Array {
  const median = (model.requestMilliseconds / 1000) * (commit.latencyFactor ?? 1) * (1 + 0.02 * random.normal());
  return Float64Array.from({ length: plan.requestCount }, () => {
    // A few requests meet something else that the machine does.
    const slow = random.uniform() < 0.02 ? 3 + 2 * random.uniform() : 1;
    return median * Math.exp(0.12 * random.normal()) * slow;
  });
}

function epochsOf(model: SimulatedModel, ndcg10: number, random: Random): CompletedRecord['epochs'] {
  return Array.from({ length: model.epochCount }, (_, index) => {
    const left = Math.exp(-index / 4);
    const isDistilling = index < model.distilledEpochs;
    const trainSeconds = model.epochSeconds * (1 + 0.03 * random.uniform());
    return {
      epoch: index + 1,
      phase: model.distilledEpochs === 0 ? null : isDistilling ? 'distil' : 'finetune',
      trainSeconds,
      dataSeconds: trainSeconds * 0.08,
      hostSeconds: trainSeconds * 0.04,
      engineSeconds: trainSeconds * 0.88,
      validationSeconds: 0.3,
      loss: 4.2 + 2.6 * left + 0.02 * random.normal(),
      validationNdcg10: Math.max(0, ndcg10 * (1 - 0.6 * left) + 0.001 * random.normal()),
      measures: isDistilling ? { distillationLoss: 0.2 + 0.7 * left } : {},
    };
  });
}

function bestEpochOf(epochs: CompletedRecord['epochs']): number | null {
  const best = Math.max(...epochs.map((epoch) => epoch.validationNdcg10 ?? 0));
  return epochs.find((epoch) => epoch.validationNdcg10 === best)?.epoch ?? null;
}

function sharedPart({ plan, shop, model, seed, machine, commit, place }: CasePlace) {
  const protocol = 'strict';
  const engine = model.needs.includes('engine') ? { name: 'onnx', threads: 2 } : null;
  const key = shortHash({ id: model.id, settings: model.settings, shop: shop.name, seed, requests: plan.requestCount });
  return {
    schemaVersion: 3 as const,
    caseId: `${model.id}.${shop.name}.seed${seed}.${key}`,
    baseline: { id: model.id, label: model.label, summary: model.summary, needs: [...model.needs], fileHash: null },
    settings: model.settings,
    seed,
    datasetSettings: shop.name,
    dataset: {
      name: shop.name,
      format: 'simulated',
      contentHash: shortHash({ content: shop.name }, 64),
      isSimulated: true,
      timeResolution: 'second' as const,
      userCount: shop.caseCount * 3,
      itemCount: shop.itemCount,
      eventCount: shop.trainCounts.reduce((sum, count) => sum + count, 0) + shop.caseCount,
      badRowCount: 0,
    },
    splitSettings: { kind: 'global-temporal' },
    split: {
      hash: shortHash({ split: shop.name }, 64),
      catalogueItemCount: shop.itemCount,
      trainEventCount: shop.trainCounts.reduce((sum, count) => sum + count, 0),
      validationCaseCount: 100,
      testCaseCount: shop.caseCount,
      coldTargetCount: shop.targets.filter((target) => target === 0).length,
      seenItems: 'filter' as const,
      statements: ['Iterative 5-core.', 'Cutoff: 0.8 quantile of the timestamps.', 'Target: the last event after it.'],
      counts: { users: shop.caseCount * 3 },
    },
    protocol,
    cutoffs: CUTOFFS,
    measure: {
      batchSize: 256,
      warmUpBatches: 1,
      singleRequests: plan.requestCount,
      warmUpRequests: 20,
      requestSeed: 7,
    },
    skipBadRows: false,
    prices: null,
    machine,
    code: {
      seqbenchVersion: '0.1.0',
      commit: commit.commit,
      isDirty: false,
      packages: { 'onnxruntime-node': '1.30.0' },
    },
    startedAt: new Date(Date.parse(commit.startedAt) + place * 60_000).toISOString(),
    wallSeconds: 5 + model.epochSeconds * model.epochCount,
    engine,
  };
}

function arraysOf(shop: SimulatedShop, lists: SimulatedLists, requests: Float64Array, batches: Float64Array) {
  const cases = [shop.caseCount];
  return {
    items: { shape: [shop.caseCount, shop.k], data: lists.items },
    scores: { shape: [shop.caseCount, shop.k], data: lists.scores },
    targets: { shape: cases, data: shop.targets },
    users: { shape: cases, data: shop.users },
    historyLengths: { shape: cases, data: shop.historyLengths },
    targetTrainCounts: { shape: cases, data: shop.targetTrainCounts },
    batchSeconds: { shape: [batches.length], data: batches },
    requestSeconds: { shape: [requests.length], data: requests },
  };
}

export function simulatedCase(at: CasePlace): SimulatedCase {
  const { shop, model, seed, commit } = at;
  const { engine, ...shared } = sharedPart(at);
  const skill = { ...model.skill, level: model.skill.level + (commit.skillShift ?? 0) };
  const caseSeed = textSeed(`${shared.caseId} ${commit.skillShift ?? 0}`);
  const lists = simulatedLists(shop, skill, caseSeed);
  const random = Random.fromSeed(textSeed(`${shared.caseId} ${commit.commit} ${at.machine.id}`), seed);
  const { items } = lists;
  const { targets, users, historyLengths, targetTrainCounts, trainCounts, k, caseCount } = shop;
  const metrics = measureLists({
    lists: { k, items },
    targets,
    users,
    cutoffs: CUTOFFS,
    trainCounts,
    categories: null,
  });
  const requests = requestSeconds(at, random);
  const batches = Float64Array.from({ length: Math.ceil(caseCount / shared.measure.batchSize) }, (_, batch) => {
    const size = Math.min(shared.measure.batchSize, caseCount - batch * shared.measure.batchSize);
    return (size / model.usersPerSecond) * (commit.latencyFactor ?? 1) * (1 + 0.05 * random.uniform());
  });
  const epochs = epochsOf(model, metrics['ndcg@10'] ?? 0, random);
  const fitSeconds = epochs.reduce((sum, epoch) => sum + epoch.trainSeconds + epoch.validationSeconds, 0.01);
  const bestEpoch = bestEpochOf(epochs);
  const costs = deriveCosts({
    loadSeconds: 0.4,
    fitPhaseSeconds: fitSeconds,
    isResumed: false,
    epochs: epochs.map((epoch) => ({
      ...epoch,
      phase: epoch.phase ?? '',
      dataSeconds: epoch.dataSeconds!,
      hostSeconds: epoch.hostSeconds!,
      engineSeconds: epoch.engineSeconds!,
      loss: epoch.loss!,
      measures: {},
    })),
    bestEpoch,
    profiles: null,
    compileSeconds: engine ? 0.6 : null,
    inferenceCompileSeconds: engine ? 0.2 : null,
    testCaseCount: caseCount,
    inferenceSeconds: batches.reduce((sum, batch) => sum + batch, 0),
    single: {
      sampleSeconds: requests,
      firstRequestSeconds: (model.requestMilliseconds / 1000) * 20,
      multiplyAddsPerRequest: null,
    },
    peakMemoryBytes: Math.round(model.peakMemoryBytes * (1 + 0.01 * random.normal())),
    peakAcceleratorMemoryBytes: null,
    cpuSeconds: fitSeconds * 1.7 + 2,
    energyJoules: null,
    operationsPerRequest: engine ? model.parameterCount * 2 : null,
    parameterCount: model.parameterCount,
    modelBytes: model.parameterCount * 4 + 113,
  });
  const contents = Object.entries(arraysOf(shop, lists, requests, batches)).map(
    ([name, array]) => [`${name}.npy`, encodeNpy(array)] as const,
  );
  const examples = Buffer.from(`${JSON.stringify(examplesOf(shop, lists), null, 2)}\n`);
  const files = [...contents, [EXAMPLES_FILE, examples] as const];
  const directory = `${shared.caseId}/answers`;
  const record: CompletedRecord = {
    status: 'completed',
    ...shared,
    engine: engine && { ...engine, provider: 'cpu', versions: { 'onnxruntime-node': '1.30.0' } },
    phases: [
      { phase: 'load', seconds: 0.3, cpuSeconds: 0.4 },
      { phase: 'split', seconds: 0.1, cpuSeconds: 0.1 },
      { phase: 'fit', seconds: fitSeconds, cpuSeconds: fitSeconds * 1.7 },
    ],
    epochs,
    bestEpoch,
    isResumed: false,
    costs,
    metrics,
    metricsHash: 'facade00facade00',
    groups: groupMetrics({
      lists: { k, items },
      targets,
      cutoffs: CUTOFFS,
      historyLengths,
      targetTrainCounts,
    }),
    profiles: null,
    sharedModel: null,
    modelFacts: {},
    scenarios: null,
    answers: {
      directory,
      files: files.map(([name, bytes]) => ({
        name,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    },
    modelDirectory: `${shared.caseId}/model`,
    warnings: [],
  };
  const priced = withPrices(record, { perHour: 0.36, currency: 'EUR' });
  return { record: priced, files: files.map(([name, bytes]) => ({ path: `${directory}/${name}`, bytes })) };
}

/** Case by case, so that thousands need no room. */
export function* simulatedCases(plan: SimulationPlan): Generator<SimulatedCase> {
  for (const commit of plan.commits) {
    let place = 0;
    for (const machine of plan.machines) {
      for (const shop of plan.shops.map(simulatedShop)) {
        for (const seed of plan.seeds) {
          for (const model of plan.models) {
            yield simulatedCase({ plan, shop, model, seed, machine, commit, place: place++ });
          }
        }
      }
    }
  }
}

/** Not synced to the disk as the harness does: what is lost of it is made again. */
export async function writeSimulatedCase(resultsDirectory: string, { record, files }: SimulatedCase): Promise<string> {
  const path = recordPath(resultsDirectory, record.machine.id, record.code.commit, record.caseId);
  const directory = join(path, '..');
  const folders = new Set(files.map((file) => join(directory, file.path, '..')));
  for (const folder of [directory, ...folders]) await mkdir(folder, { recursive: true });
  for (const file of files) await writeFile(join(directory, file.path), file.bytes);
  await writeFile(path, `${JSON.stringify(recordSchema.parse(record), null, 2)}\n`);
  return path;
}

/** Returns the number of records. */
export async function simulateResults(resultsDirectory: string, plan: SimulationPlan = SMALL_PLAN): Promise<number> {
  let count = 0;
  for (const made of simulatedCases(plan)) {
    await writeSimulatedCase(resultsDirectory, made);
    count++;
  }
  return count;
}
