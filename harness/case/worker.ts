/** Entry of a child process: takes one job from its parent, does it, reports, ends. Talks over IPC only. */
import { UserError } from '../../src/errors.ts';
import { NO_PROGRESS, type Job, type WorkerMessage } from './caseMessages.ts';
import { BrokenAnswerError } from './checkRanking.ts';
import { endWithParent } from './childProcess.ts';
import { systemClock } from './clock.ts';
import { probeCase } from '../dryRun/probeCase.ts';
import { EnergyMeter } from './energy.ts';
import { loadAndSplit, surveyOf } from './loadCase.ts';
import { Phases } from './phases.ts';
import { makeProfilesHere } from '../profiles/profilesWork.ts';
import type { PhaseName } from '../records/record.ts';
import { runCase, type CaseEnvironment } from './runCase.ts';
import { runTrial } from '../search/runTrial.ts';
import { throttle } from '../run/throttle.ts';

/** More often than an eye can follow would cost the measured process time. */
const PROGRESS_INTERVAL_SECONDS = 0.1;
const ENERGY_INTERVAL_SECONDS = 30;

function send(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) {
      process.send(message, undefined, undefined, () => {
        resolve();
      });
    } else {
      resolve();
    }
  });
}

let currentPhase: PhaseName | null = null;

const meter = new EnergyMeter();
// Counters start again after some minutes under load.
setInterval(() => meter.joules(), ENERGY_INTERVAL_SECONDS * 1000).unref();

const environment: CaseEnvironment = {
  clock: systemClock,
  joules: () => meter.joules(),
  onProgress: throttle(
    systemClock,
    PROGRESS_INTERVAL_SECONDS,
    (progress) => progress.phase,
    (progress) => {
      void send({ kind: 'progress', progress });
    },
  ),
  onPhase: (phase) => {
    currentPhase = phase;
  },
};

async function work(job: Job): Promise<WorkerMessage> {
  if (job.kind === 'case') return { kind: 'completed', part: await runCase(job, environment) };
  if (job.kind === 'probe') return { kind: 'probed', result: await probeCase(job, environment) };
  if (job.kind === 'trial') return { kind: 'tried', result: await runTrial(job, environment) };
  const phases = new Phases(systemClock, environment.onPhase);
  if (job.kind === 'profiles') {
    const onLine = (line: string) => void send({ kind: 'line', line });
    return {
      kind: 'profiled',
      made: await makeProfilesHere(job, { phases, onProgress: environment.onProgress, onLine }),
    };
  }
  const data = await loadAndSplit(job, phases, (note) => {
    environment.onProgress({ ...NO_PROGRESS, phase: 'load', note });
  });
  return { kind: 'surveyed', survey: surveyOf(data) };
}

function failure(error: unknown): WorkerMessage {
  const isError = error instanceof Error;
  return {
    kind: 'failed',
    isUserError: error instanceof UserError,
    isBrokenAnswer: error instanceof BrokenAnswerError,
    phase: currentPhase,
    message: isError ? error.message : String(error),
    stack: isError ? (error.stack ?? '') : '',
  };
}

process.once('message', (job: Job) => {
  work(job)
    .catch(failure)
    .then(send)
    .then(
      // Native runtimes may keep threads or handles; the job is over whatever they do.
      () => process.exit(0),
      () => process.exit(1),
    );
});
// A terminal sends Ctrl-C to parent and child alike; the parent decides what becomes of the child.
process.on('SIGINT', () => undefined);
// Nobody would record the result.
endWithParent(1);
