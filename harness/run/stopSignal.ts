/** Turns Ctrl-C and a request to terminate into an AbortSignal, so that a run can end tidily. */
import { constants } from 'node:os';

export interface StopListener {
  readonly signal: AbortSignal;
  /** 128 + the signal's number, as shells have it. */
  readonly exitCode: () => number;
  readonly release: () => void;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function listenForStop(): StopListener {
  const controller = new AbortController();
  let received: (typeof STOP_SIGNALS)[number] = 'SIGINT';
  const handlers = STOP_SIGNALS.map((name) => {
    const handler = () => {
      // A second Ctrl-C is from someone who will not wait; children end themselves once their parent is gone.
      if (controller.signal.aborted) process.exit(128 + constants.signals[name]);
      received = name;
      controller.abort();
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    signal: controller.signal,
    exitCode: () => 128 + constants.signals[received],
    release: () => {
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
