/**
 * Entry of a child process that tries one thing on this machine and says how it went. A child, because a native library
 * that does not fit the machine may end its process, and because what it leaves in memory is gone afterwards.
 */
import type { EngineFacts } from '../../src/engine/engine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { UserError } from '../../src/errors.ts';
import { endWithParent } from '../case/childProcess.ts';
import { calibrate, type CalibrationRequest } from '../machine/calibration.ts';
import type { Calibration } from '../machine/calibrationFigures.ts';

export type ProbeJob =
  | { readonly kind: 'engine'; readonly choice: EngineChoice; readonly threads: number }
  | ({ readonly kind: 'calibration' } & CalibrationRequest);

export type ProbeAnswer =
  | { readonly kind: 'present'; readonly facts: EngineFacts }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'calibrated'; readonly calibration: Calibration };

async function work(job: ProbeJob): Promise<ProbeAnswer> {
  if (job.kind === 'calibration') return { kind: 'calibrated', calibration: await calibrate(job) };
  const engine = await openEngine(job.choice, { threads: job.threads });
  return { kind: 'present', facts: engine.facts };
}

function failure(error: unknown): ProbeAnswer {
  if (error instanceof UserError) return { kind: 'absent', reason: error.message };
  return { kind: 'absent', reason: error instanceof Error ? error.message : String(error) };
}

process.once('message', (job: ProbeJob) => {
  void work(job)
    .catch(failure)
    .then((answer) => {
      process.send?.(answer, undefined, undefined, () => {
        // Native runtimes may keep threads; the answer is out whatever they do.
        process.exit(0);
      });
    });
});
// The parent decides on Ctrl-C, and without it nobody waits for the answer.
process.on('SIGINT', () => undefined);
endWithParent(1);
