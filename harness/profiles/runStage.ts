/** What the commands on profile vectors have in common: a line of progress, and a tidy end where they are stopped. */
import { NO_PROGRESS } from '../case/caseMessages.ts';
import { systemClock } from '../case/clock.ts';
import type { RunStreams } from '../run/executeRun.ts';
import { EXIT } from '../exitCodes.ts';
import { openDisplay } from '../run/progressDisplay.ts';
import { listenForStop } from '../run/stopSignal.ts';

export interface Stage {
  readonly signal: AbortSignal;
  /** Share from 0 to 1, null where it is not known. */
  readonly tell: (note: string, share: number | null) => void;
}

/** `work` returns what to print. Returns the exit code. */
export async function runStage(
  name: string,
  { out, progress }: RunStreams,
  stopped: string,
  work: (stage: Stage) => Promise<{ readonly line: string; readonly output: string }>,
): Promise<number> {
  const stop = listenForStop();
  const display = openDisplay(progress, systemClock);
  display.start(name);
  try {
    const { line, output } = await work({
      signal: stop.signal,
      tell: (note, share) => {
        display.update({ ...NO_PROGRESS, phase: 'profiles', note, share });
      },
    });
    display.end(line);
    out.write(output);
    return EXIT.done;
  } catch (error) {
    display.end(stop.signal.aborted ? stopped : `${name}: failed`);
    if (!stop.signal.aborted) throw error;
    return stop.exitCode();
  } finally {
    stop.release();
  }
}
