/**
 * Fits a case for a few seconds and extrapolates: what a dry run says of a case that was never run. Keeps nothing. Knows
 * nothing of processes; the one that runs it is to be ended afterwards, for a fit that was given up may go on by itself.
 */
import type { FitProgress, TrainingPart } from '../../src/baseline.ts';
import type { ProfileTargets } from '../../src/profiles/profileTargets.ts';
import { Random } from '../../src/random.ts';
import { median } from '../../src/statistics/describe.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { ProbeJob } from '../case/caseMessages.ts';
import type { Clock } from '../case/clock.ts';
import { loadAndSplit } from '../case/loadCase.ts';
import { peakMemoryBytes } from '../case/peakMemory.ts';
import { Phases } from '../case/phases.ts';
import { importBaseline } from '../config/registry.ts';
import { fitBaseline, type CaseEnvironment } from '../case/runCase.ts';

export interface ProbeResult {
  /** Reading the data and splitting it. */
  readonly loadSeconds: number;
  /** Null where the fit had neither ended nor told of its steps when the time was over. */
  readonly fitSeconds: number | null;
  /**
   * `finished`: the fit ended within the time. `steps`: extrapolated from steps of training, to the last epoch, without
   * validation.
   */
  readonly basis: 'finished' | 'steps' | 'unknown';
  /** The part of training that the steps belong to, and whose seconds these are; null where training has but one. */
  readonly part: Pick<TrainingPart, 'name' | 'partCount'> | null;
  /** Of the process so far: training may come to hold more. */
  readonly peakMemoryBytes: number;
}

/** Steps before the time of others counts: the first compile. */
const WARM_UP_STEPS = 2;
const ENOUGH_STEPS = 12;

/** Follows a fit's reports and says, once it knows enough, how long all steps like those take. */
export class StepTimer {
  readonly #clock: Pick<Clock, 'nowSeconds'>;
  readonly #stepSeconds: number[] = [];
  #steps = 0;
  #last: number;
  #total: number | null = null;
  #part: TrainingPart | null = null;

  constructor(clock: Pick<Clock, 'nowSeconds'>) {
    this.#clock = clock;
    this.#last = clock.nowSeconds();
  }

  /** Whether it has seen enough. */
  onProgress({ epochCount, stepCount, stepSeconds, part }: FitProgress): boolean {
    const now = this.#clock.nowSeconds();
    this.#steps++;
    if (this.#steps > WARM_UP_STEPS) this.#stepSeconds.push(stepSeconds ?? now - this.#last);
    this.#last = now;
    this.#part = part ?? null;
    this.#total = (part ?? { epochCount }).epochCount * stepCount;
    return this.#stepSeconds.length >= ENOUGH_STEPS || this.#steps >= this.#total;
  }

  get part(): TrainingPart | null {
    return this.#part;
  }

  /**
   * Of the part, where there are several: the median step times their number, since some steps are the first with their
   * graph. Null where no step was timed.
   */
  allSeconds(): number | null {
    if (this.#stepSeconds.length === 0 || this.#total === null) return null;
    return median(this.#stepSeconds) * this.#total;
  }
}

/** Random vectors for everybody: training takes as long with them, and making real ones may take hours, or money. */
function standInProfiles(userCount: number, width: number): ProfileTargets {
  const random = Random.fromSeed(1);
  return {
    width,
    rowOfUser: Int32Array.from({ length: userCount }, (_, user) => user),
    vectors: Float32Array.from({ length: userCount * width }, () => random.normal()),
    contentHash: 'stand-in',
  };
}

export async function probeCase(job: ProbeJob, environment: CaseEnvironment): Promise<ProbeResult> {
  const { clock, onPhase } = environment;
  const phases = new Phases(clock, onPhase);
  const data = await loadAndSplit(job, phases, () => undefined);
  const baseline = await importBaseline(job.baseline);
  const configured = baseline.configure(job.settings);
  await configured.prepare?.(() => undefined);
  const profiles = job.profileWidth === null ? null : standInProfiles(data.dataset.userIds.length, job.profileWidth);
  const engine = job.engine && (await openEngine(job.engine.name, { threads: job.engine.threads }));
  const loadSeconds = phases.secondsOf('load') + phases.secondsOf('split');
  const timer = new StepTimer(clock);
  const start = clock.nowSeconds();
  const fitted = new Promise<'finished' | 'enough'>((resolve, reject) => {
    fitBaseline(job, configured, data, profiles, engine, (progress) => {
      if (timer.onProgress(progress)) resolve('enough');
    }).then(() => {
      resolve('finished');
    }, reject);
  });
  let alarm: NodeJS.Timeout | undefined;
  const timeOver = new Promise<'time over'>((resolve) => {
    alarm = setTimeout(resolve, job.budgetSeconds * 1000, 'time over');
  });
  const end = await Promise.race([fitted, timeOver]);
  clearTimeout(alarm);
  const known = { loadSeconds, peakMemoryBytes: peakMemoryBytes() };
  if (end === 'finished') return { ...known, fitSeconds: clock.nowSeconds() - start, basis: 'finished', part: null };
  const fitSeconds = timer.allSeconds();
  return { ...known, fitSeconds, basis: fitSeconds === null ? 'unknown' : 'steps', part: timer.part };
}
