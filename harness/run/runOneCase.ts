/** Runs one planned case in a child process and records what came of it. */
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shortHash } from '../../src/canonicalJson.ts';
import { watchAccelerator, type AcceleratorWatch } from '../case/acceleratorMemory.ts';
import { replaceDirectory } from '../records/atomicFile.ts';
import { diskFull, isDiskFull } from '../records/fullDisk.ts';
import type { CaseJob, CaseProgress, FitJob } from '../case/caseMessages.ts';
import { outcomeOf, runJob } from '../case/caseProcess.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { withPrices } from '../records/pricedRecord.ts';
import { protocolName } from '../plan/protocol.ts';
import { askedSettings } from '../config/resolveBaselines.ts';
import { RECORD_SCHEMA_VERSION, type FailedPart, type RunRecord, type SharedPart } from '../records/record.ts';
import { commitFolder, writeRecord } from '../records/recordStore.ts';
import { type TrainedCase, withTraining } from '../plan/sharedTraining.ts';
import { profilesFor, surveyFor, type RunContext } from './runContext.ts';

function sharedPart(planned: PlannedCase, context: RunContext, startedAt: Date, wallSeconds: number): SharedPart {
  const { baseline } = planned;
  const survey = surveyFor(planned, context);
  return {
    schemaVersion: RECORD_SCHEMA_VERSION,
    caseId: planned.caseId,
    baseline: {
      id: baseline.source.id,
      label: baseline.label,
      summary: baseline.summary,
      needs: [...baseline.needs],
      fileHash: baseline.source.fileHash,
    },
    settings: askedSettings(baseline),
    seed: planned.seed,
    datasetSettings: planned.dataset,
    dataset: survey.dataset,
    splitSettings: planned.split,
    split: survey.split,
    protocol: protocolName(planned.split),
    cutoffs: [...planned.cutoffs],
    measure: { ...planned.measure },
    skipBadRows: planned.skipBadRows,
    prices: context.prices,
    machine: context.machine,
    code: context.code,
    startedAt: startedAt.toISOString(),
    wallSeconds,
  };
}

/** What fitting a planned case needs. */
export function fitJobOf(
  planned: PlannedCase,
  context: RunContext,
  checkpointDirectory: string,
  epochLimit: number | null,
): FitJob {
  const { baseline, dataset, split, seed, engine, skipBadRows, caseId } = planned;
  return {
    caseId,
    baseline: baseline.source,
    settings: baseline.settings,
    seed,
    dataset,
    split,
    engine,
    profiles: profilesFor(planned, context),
    skipBadRows,
    cacheDirectory: context.cacheDirectory,
    withItemText: baseline.takesItemText && surveyFor(planned, context).hasItemText,
    checkpointDirectory,
    epochLimit,
  };
}

function jobOf(
  planned: PlannedCase,
  context: RunContext,
  outputDirectory: string,
  checkpointDirectory: string,
  trained: TrainedCase | null,
): CaseJob {
  const { serve } = planned.baseline;
  return {
    ...fitJobOf(planned, context, checkpointDirectory, null),
    kind: 'case',
    cutoffs: planned.cutoffs,
    measure: planned.measure,
    hasItemText: surveyFor(planned, context).hasItemText,
    outputDirectory,
    serving: serve && { settings: serve.choice, modelDirectory: trained?.modelDirectory ?? null },
  };
}

/** Of the others none computes on a device whose memory could be asked for. */
function usesAccelerator({ engine }: PlannedCase): boolean {
  return engine !== null && ['tensorflow', 'onnx/cuda', 'onnx/webgpu'].includes(engine.name);
}

/**
 * Where fitting keeps what going on needs: by machine, commit and data, lest another commit's work flow in, or what was
 * learnt from data that were mended since.
 * @param kind Of several that a case has.
 */
export function checkpointDirectoryOf(context: RunContext, planned: PlannedCase, kind = ''): string {
  const { resultsDirectory, machine, code } = context;
  const { dataset, split } = surveyFor(planned, context);
  const name = `${planned.caseId}${kind}.${shortHash([dataset.contentHash, split.hash])}`;
  return join(resultsDirectory, '.checkpoints', machine.id, commitFolder(code.commit), name);
}

/** @param trained A case whose model this one asks in its own way; null: it trains. Null where the user stopped it. @throws UserError where the disk is full: no record could say so. */
export async function runOneCase(
  planned: PlannedCase,
  path: string,
  context: RunContext,
  onProgress: (progress: CaseProgress) => void,
  trained: TrainedCase | null = null,
): Promise<RunRecord | null> {
  const partial = path.replace(/\.json$/u, '.partial');
  const checkpoint = checkpointDirectoryOf(context, planned);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await mkdir(checkpoint, { recursive: true });
  const startedAt = new Date();
  const start = performance.now();
  let accelerator: AcceleratorWatch | null = null;
  try {
    const run = runJob(jobOf(planned, context, partial, checkpoint, trained), onProgress, context.limits);
    if (usesAccelerator(planned)) accelerator = watchAccelerator(run.pid);
    const outcome = await outcomeOf(run, context.signal);
    const peakAcceleratorMemoryBytes = accelerator?.end() ?? null;
    if (outcome.kind !== 'completed' && outcome.kind !== 'failed') return null;
    const shared = sharedPart(planned, context, startedAt, (performance.now() - start) / 1000);
    if (outcome.kind === 'completed') {
      // A record of an earlier run must not stand beside answers that are not its own, not for a moment.
      await rm(path, { force: true });
      await replaceDirectory(partial, path.replace(/\.json$/u, ''));
      const part = trained === null ? outcome.part : withTraining(outcome.part, trained);
      const costs = { ...part.costs, peakAcceleratorMemoryBytes };
      const record = withPrices({ status: 'completed', ...shared, ...part, costs }, context.prices);
      await writeRecord(path, record);
      await rm(checkpoint, { recursive: true, force: true });
      return record;
    }
    const { message, detail } = outcome.failure;
    if (isDiskFull(`${message} ${detail}`)) throw diskFull(context.resultsDirectory);
    const failed: FailedPart = { engine: planned.engine, failure: outcome.failure };
    const record: RunRecord = { status: 'failed', ...shared, ...failed };
    await writeRecord(path, record);
    return record;
  } finally {
    accelerator?.end();
    await rm(partial, { recursive: true, force: true });
    // What a baseline keeps there stays for the next run; an empty folder is of no use to it.
    await rmdir(checkpoint).catch(() => undefined);
  }
}
