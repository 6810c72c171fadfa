/** Shows the case that runs: lines that keep changing on a terminal, a plain line now and then elsewhere. */
import type { WriteStream } from 'node:tty';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { CaseProgress } from '../case/caseMessages.ts';
import type { Clock } from '../case/clock.ts';
import { Pace, progressText } from './progressText.ts';

export interface ProgressDisplay {
  /** A new case, or a data set that is looked at. */
  readonly start: (name: string) => void;
  readonly update: (progress: CaseProgress) => void;
  /** How far all cases are, in words and as a share; shown while one of them runs, on a terminal alone. */
  readonly total: (text: string, share: number) => void;
  /** Something to be read, above the changing lines. */
  readonly line: (line: string) => void;
  /** Takes the changing lines away and prints what came of it. */
  readonly end: (line: string) => void;
}

/** Rate of plain lines: a log of an hour stays readable. */
const PLAIN_INTERVAL_SECONDS = 10;
const BAR_STEPS = 1000;

interface Total {
  readonly text: string;
  readonly share: number;
}

function steps(share: number): number {
  return Math.round(share * BAR_STEPS);
}

export function plainDisplay(write: (line: string) => void, clock: Pick<Clock, 'nowSeconds'>): ProgressDisplay {
  let name = '';
  let lastSeconds = 0;
  let pace = new Pace(clock);
  return {
    start: (startedName) => {
      name = startedName;
      pace = new Pace(clock);
      lastSeconds = clock.nowSeconds();
    },
    update: (progress) => {
      const text = progressText(progress, pace.secondsLeft(progress));
      if (clock.nowSeconds() - lastSeconds < PLAIN_INTERVAL_SECONDS) return;
      lastSeconds = clock.nowSeconds();
      write(`${name}: ${text}`);
    },
    // Lines of finished cases are numbered.
    total: () => undefined,
    line: write,
    end: write,
  };
}

/** In three lines: all cases, the one that runs, and what it does. They go wherever something else is to be read. */
export function barDisplay(stream: WriteStream, clock: Pick<Clock, 'nowSeconds'>): ProgressDisplay {
  let bars: MultiBar | null = null;
  let bar: SingleBar | null = null;
  let doing: SingleBar | null = null;
  let totalBar: SingleBar | null = null;
  let total: Total | null = null;
  let name = '';
  let pace = new Pace(clock);
  const show = (): void => {
    bars = new MultiBar(
      {
        stream,
        barsize: 20,
        clearOnComplete: true,
        hideCursor: true,
        // Our own handler of Ctrl-C decides what happens then.
        gracefulExit: false,
      },
      Presets.legacy,
    );
    totalBar =
      total && bars.create(BAR_STEPS, steps(total.share), { text: total.text }, { format: 'All [{bar}] {text}' });
    bar = bars.create(BAR_STEPS, 0, { name }, { format: '{name} [{bar}]' });
    doing = bars.create(BAR_STEPS, 0, { text: 'starting' }, { format: '  {text}' });
  };
  const hide = (): void => {
    bars?.stop();
    bars = null;
  };
  return {
    start: (startedName) => {
      name = startedName;
      pace = new Pace(clock);
      hide();
      show();
    },
    update: (progress) => {
      if (bars === null) return;
      bar?.update(steps(progress.share ?? 0));
      doing?.update(0, { text: progressText(progress, pace.secondsLeft(progress)) });
    },
    total: (text, share) => {
      total = { text, share };
      if (bars !== null) totalBar?.update(steps(share), { text });
    },
    line: (line) => {
      hide();
      stream.write(`${line}\n`);
      show();
    },
    end: (line) => {
      hide();
      stream.write(`${line}\n`);
    },
  };
}

export function openDisplay(stream: WriteStream, clock: Pick<Clock, 'nowSeconds'>): ProgressDisplay {
  if (stream.isTTY) return barDisplay(stream, clock);
  return plainDisplay((line) => stream.write(`${line}\n`), clock);
}
