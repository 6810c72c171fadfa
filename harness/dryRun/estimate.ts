/** How long the cases of a plan will take, and how much memory: from earlier records where there are some, else a probe. */
import { group } from 'd3-array';
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { ProbeJob } from '../case/caseMessages.ts';
import { outcomeOf, runJob } from '../case/caseProcess.ts';
import { medianOf } from '../case/costs.ts';
import { type PlannedCase, sharesModel } from '../plan/plan.ts';
import type { CompletedRecord, RunRecord } from '../records/record.ts';
import { readRecords } from '../records/recordStore.ts';
import { askedSettings } from '../config/resolveBaselines.ts';
import { showDuration } from '../run/progressText.ts';
import type { PreparedRun } from '../run/runConfig.ts';
import { surveyFor, type RunContext } from '../run/runContext.ts';
import type { ProbeResult } from './probeCase.ts';

/** A probe that takes longer says what it knows. */
const BUDGET_SECONDS = 15;

export interface Estimate {
  /** Of the whole case; null where it cannot be told. */
  readonly seconds: number | null;
  readonly peakMemoryBytes: number | null;
  /** Where it is from; a sentence's end. */
  readonly basis: string;
}

export interface EstimatedCase {
  readonly planned: PlannedCase;
  readonly state: PreparedRun['states'][number];
  /** Null where nothing is left to do. */
  readonly estimate: Estimate | null;
  /** What answering the whole test set once took before; null where that is not known. */
  readonly passSeconds: number | null;
}

/** What decides how long a case takes, but for its seed. */
function costKey(planned: PlannedCase, context: RunContext): string {
  const { baseline, engine, cutoffs, measure } = planned;
  const { dataset, split } = surveyFor(planned, context);
  return canonicalJson({
    baseline: [baseline.source.id, baseline.source.fileHash, askedSettings(baseline)],
    data: [dataset.contentHash, split.hash],
    engine: engine && [engine.name, engine.threads],
    cutoffs,
    measure,
  });
}

function recordKey({ baseline, settings, dataset, split, engine, cutoffs, measure }: CompletedRecord): string {
  const isNamed = engine === null || engine.provider === 'cpu';
  return canonicalJson({
    baseline: [baseline.id, baseline.fileHash, settings],
    data: [dataset.contentHash, split.hash],
    engine: engine && [isNamed ? engine.name : `${engine.name}/${engine.provider}`, engine.threads],
    cutoffs,
    measure,
  });
}

function fromRecords(records: readonly CompletedRecord[]): Estimate | null {
  // Of a case that was stopped and gone on with only the last process' time is known.
  const whole = records.filter(({ isResumed }) => !isResumed);
  const seconds = medianOf((whole.length > 0 ? whole : records).map((record) => record.wallSeconds));
  if (seconds === null) return null;
  const peakMemoryBytes = Math.max(...records.map((record) => record.costs.peakMemoryBytes));
  return { seconds, peakMemoryBytes, basis: `as ${records.length === 1 ? 'once' : `${records.length} times`} before` };
}

export function fromProbe({ loadSeconds, fitSeconds, basis, part, peakMemoryBytes }: ProbeResult): Estimate {
  if (part !== null && fitSeconds !== null) {
    const first = `of the ${part.partCount} parts of training the first, ${part.name}, takes about ${showDuration(fitSeconds)}`;
    return { seconds: null, peakMemoryBytes, basis: `${first}; the others were not tried` };
  }
  const words = {
    finished: 'a trial fit; answering comes on top',
    steps: 'a few training steps, to the last epoch; validating and answering come on top',
    unknown: `a trial fit, which did not end in ${BUDGET_SECONDS} s`,
  };
  return { seconds: fitSeconds === null ? null : loadSeconds + fitSeconds, peakMemoryBytes, basis: words[basis] };
}

function probeJob(planned: PlannedCase, context: RunContext): ProbeJob {
  const { baseline, dataset, split, seed, engine, skipBadRows } = planned;
  return {
    kind: 'probe',
    baseline: baseline.source,
    settings: baseline.settings,
    ...{ seed, dataset, split, engine, skipBadRows },
    cacheDirectory: context.cacheDirectory,
    withItemText: baseline.takesItemText && surveyFor(planned, context).hasItemText,
    checkpointDirectory: null,
    profileWidth: planned.profiles?.width ?? null,
    budgetSeconds: BUDGET_SECONDS,
  };
}

/** Null where the user stopped it. */
async function probe(planned: PlannedCase, context: RunContext): Promise<Estimate | null> {
  const run = runJob(probeJob(planned, context), () => undefined, context.limits);
  const outcome = await outcomeOf(run, context.signal);
  if (outcome.kind === 'probed') return fromProbe(outcome.result);
  if (outcome.kind !== 'failed') return null;
  return { seconds: null, peakMemoryBytes: null, basis: `a trial fit, which FAILED: ${outcome.failure.message}` };
}

function completedHere(records: readonly RunRecord[], machineId: string): CompletedRecord[] {
  return records.filter(
    (record): record is CompletedRecord => record.status === 'completed' && record.machine.id === machineId,
  );
}

/** Of a case that asks the model of another in its own way. */
function withoutTraining({ peakMemoryBytes }: Estimate): Estimate {
  return { seconds: 0, peakMemoryBytes, basis: 'asks a model that another case trains; answering comes on top' };
}

/** Cases that differ by their seed only are estimated once. Null where the user stopped it. */
export async function estimatePlan(
  prepared: PreparedRun,
  onProbe: (planned: PlannedCase) => void,
): Promise<EstimatedCase[] | null> {
  const { context, cases, states } = prepared;
  const stored = (await readRecords(context.resultsDirectory)).map(({ record }) => record);
  const records = group(completedHere(stored, context.machine.id), recordKey);
  const known = new Map<string, Estimate>();
  const estimated: EstimatedCase[] = [];
  for (const [index, planned] of cases.entries()) {
    const state = states[index]!;
    const key = costKey(planned, context);
    const alike = records.get(key) ?? [];
    const passSeconds = medianOf(alike.map(({ costs }) => costs.inferenceSeconds));
    if (state === 'done') {
      estimated.push({ planned, state, estimate: null, passSeconds });
      continue;
    }
    let estimate = known.get(key) ?? fromRecords(alike);
    const trained = estimate === null ? estimated.find((other) => sharesModel(other.planned, planned)) : undefined;
    if (trained?.estimate) estimate = withoutTraining(trained.estimate);
    if (estimate === null) {
      if (context.signal.aborted) return null;
      onProbe(planned);
      estimate = await probe(planned, context);
      if (estimate === null) return null;
    }
    known.set(key, estimate);
    estimated.push({ planned, state, estimate, passSeconds });
  }
  return estimated;
}
