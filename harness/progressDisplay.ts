/** Shows the case that runs: one line that keeps changing on a terminal, a plain line now and then elsewhere. */
import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';
import type { CaseProgress } from './caseMessages.ts';
import type { Clock } from './clock.ts';
import { progressText } from './progressText.ts';

export interface ProgressDisplay {
  /** A new case, or a data set that is looked at. */
  readonly start: (name: string) => void;
  readonly update: (progress: CaseProgress) => void;
  /** Something to be read, above the changing line. */
  readonly line: (line: string) => void;
  /** Takes the changing line away and prints what came of it. */
  readonly end: (line: string) => void;
}

/** Rate of plain lines: a log of an hour stays readable. */
const PLAIN_INTERVAL_SECONDS = 10;
const BAR_STEPS = 1000;

/** Seconds since the phase that is reported began. */
function phaseTimer(clock: Pick<Clock, 'nowSeconds'>): (progress: CaseProgress) => number {
  let phase: string | null = null;
  let start = 0;
  return (progress) => {
    if (progress.phase !== phase) {
      phase = progress.phase;
      start = clock.nowSeconds();
    }
    return clock.nowSeconds() - start;
  };
}

export function plainDisplay(write: (line: string) => void, clock: Pick<Clock, 'nowSeconds'>): ProgressDisplay {
  let name = '';
  let lastSeconds = 0;
  let timer = phaseTimer(clock);
  return {
    start: (startedName) => {
      name = startedName;
      timer = phaseTimer(clock);
      lastSeconds = clock.nowSeconds();
    },
    update: (progress) => {
      const text = progressText(progress, timer(progress));
      if (clock.nowSeconds() - lastSeconds < PLAIN_INTERVAL_SECONDS) return;
      lastSeconds = clock.nowSeconds();
      write(`${name}: ${text}`);
    },
    line: write,
    end: write,
  };
}

export function barDisplay(stream: WriteStream, clock: Pick<Clock, 'nowSeconds'>): ProgressDisplay {
  let bar: SingleBar | null = null;
  let name = '';
  let timer = phaseTimer(clock);
  const show = (): void => {
    bar = new SingleBar(
      {
        stream,
        format: '{name} [{bar}] {text}',
        barsize: 20,
        clearOnComplete: true,
        hideCursor: true,
        // Our own handler of Ctrl-C decides what happens then.
        gracefulExit: false,
      },
      Presets.legacy,
    );
    bar.start(BAR_STEPS, 0, { name, text: 'starting' });
  };
  const end = (line: string): void => {
    bar?.stop();
    bar = null;
    stream.write(`${line}\n`);
  };
  return {
    start: (startedName) => {
      name = startedName;
      timer = phaseTimer(clock);
      show();
    },
    update: (progress) => {
      const text = progressText(progress, timer(progress));
      bar?.update(Math.round((progress.share ?? 0) * BAR_STEPS), { text });
    },
    line: (line) => {
      end(line);
      show();
    },
    end,
  };
}

export function openDisplay(stream: WriteStream, clock: Pick<Clock, 'nowSeconds'>): ProgressDisplay {
  if (stream.isTTY) return barDisplay(stream, clock);
  return plainDisplay((line) => stream.write(`${line}\n`), clock);
}
