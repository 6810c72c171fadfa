/** Made-up records with round figures, for tests of everything that reads records. */
import type { CompletedRecord, FailedRecord } from '../../harness/records/record.ts';

const shared: Omit<FailedRecord, 'status' | 'engine' | 'failure'> = {
  schemaVersion: 3,
  caseId: 'popularity.shop.seed1.0123456789',
  baseline: { id: 'popularity', label: 'popularity', summary: 'Counts.', needs: [], fileHash: null },
  settings: { count: 'events' },
  seed: 1,
  datasetSettings: 'shop',
  dataset: {
    name: 'shop',
    format: 'seqbench',
    contentHash: 'c0ffee00c0ffee00',
    isSimulated: false,
    timeResolution: 'second',
    userCount: 2000,
    itemCount: 1200,
    eventCount: 30000,
    badRowCount: 0,
  },
  splitSettings: { kind: 'global-temporal' },
  split: {
    hash: 'beef0000beef0000',
    catalogueItemCount: 1100,
    trainEventCount: 20000,
    validationCaseCount: 100,
    testCaseCount: 1500,
    coldTargetCount: 12,
    seenItems: 'filter',
    statements: ['Iterative 5-core.', 'Target: the last event.'],
    counts: { users: 2000 },
  },
  protocol: 'strict',
  cutoffs: [5, 10],
  measure: { batchSize: 256, warmUpBatches: 1, singleRequests: 500, warmUpRequests: 20, requestSeed: 7 },
  skipBadRows: false,
  prices: null,
  machine: {
    id: 'linux-x64-2cores-8gib-abcdef',
    cpuModel: 'Example CPU',
    coreCount: 2,
    memoryBytes: 8 * 2 ** 30,
    platform: 'linux',
    osRelease: '6.1',
    architecture: 'x64',
    nodeVersion: 'v20.19.0',
    calibration: null,
  },
  code: { seqbenchVersion: '0.1.0', commit: '0123456789abcdef', isDirty: false, packages: {} },
  startedAt: '2026-01-02T03:04:05.000Z',
  wallSeconds: 3,
};

export function completedRecord(changes: Partial<CompletedRecord> = {}): CompletedRecord {
  return {
    status: 'completed',
    ...shared,
    engine: null,
    phases: [{ phase: 'fit', seconds: 0.5, cpuSeconds: 0.5 }],
    epochs: [],
    bestEpoch: null,
    isResumed: false,
    costs: {
      fitSeconds: 0.5,
      trainSecondsPerEpoch: null,
      trainDataSecondsPerEpoch: null,
      trainHostSecondsPerEpoch: null,
      trainEngineSecondsPerEpoch: null,
      secondsToBestEpoch: null,
      compileSeconds: null,
      inferenceCompileSeconds: null,
      loadSeconds: null,
      profileSeconds: null,
      inferenceSeconds: 0.25,
      usersPerSecond: 6000,
      singleStreamP50Milliseconds: 0.125,
      singleStreamP90Milliseconds: 0.25,
      singleStreamP99Milliseconds: 0.5,
      firstRequestMilliseconds: 1.5,
      operationsPerRequest: null,
      peakMemoryBytes: 100 * 2 ** 20,
      peakAcceleratorMemoryBytes: null,
      cpuSeconds: 1.25,
      energyJoules: null,
      moneyPerMillionRequests: null,
      parameterCount: 1100,
      modelBytes: 4500,
    },
    metrics: { 'recall@5': 0.03, 'recall@10': 0.05, 'ndcg@5': 0.02, 'ndcg@10': 0.025, 'coverage@10': 0.01 },
    metricsHash: 'facade00facade00',
    groups: [],
    profiles: null,
    sharedModel: null,
    modelFacts: {},
    scenarios: null,
    answers: { directory: 'popularity.shop.seed1.0123456789/answers', files: [] },
    modelDirectory: 'popularity.shop.seed1.0123456789/model',
    warnings: [],
    ...changes,
  };
}

export function failedRecord(changes: Partial<FailedRecord> = {}): FailedRecord {
  return {
    status: 'failed',
    ...shared,
    engine: null,
    failure: { kind: 'exception', message: 'out of cheese', phase: 'fit', detail: 'Error: out of cheese' },
    ...changes,
  };
}

/** A neural case beside it: an engine, epochs, figures that depend on the seed. */
export function trainedRecord(seed: number, ndcg10: number, changes: Partial<CompletedRecord> = {}): CompletedRecord {
  const base = completedRecord();
  return completedRecord({
    caseId: `sasrec.shop.seed${seed}.abcdef0123`,
    baseline: { id: 'sasrec', label: 'sasrec', summary: 'Attends.', needs: ['engine'], fileHash: null },
    settings: { hiddenSize: 64 },
    seed,
    engine: { name: 'onnx', provider: 'cpu', threads: 2, versions: { 'onnxruntime-node': '1.30.0' } },
    costs: {
      ...base.costs,
      fitSeconds: 60 + seed,
      trainSecondsPerEpoch: 2,
      compileSeconds: 0.8,
      parameterCount: 109952,
      modelBytes: 443000,
      peakMemoryBytes: 550 * 2 ** 20,
    },
    metrics: { 'recall@5': 0.06, 'recall@10': 0.1, 'ndcg@5': 0.04, 'ndcg@10': ndcg10, 'coverage@10': 0.6 },
    ...changes,
  });
}
