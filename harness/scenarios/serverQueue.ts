/**
 * A server in one process: requests arrive at given moments, wait in a queue, and are answered in batches of all that
 * wait, up to a limit, as soon as the batch before is done. Arrivals are moments on the clock and not events, so that
 * issuing them costs nothing and a late look at the clock delays no request.
 */
export interface QueueClock {
  readonly nowSeconds: () => number;
  /** Resolves at this moment of the clock, or as soon after it as possible. */
  readonly waitUntil: (seconds: number) => Promise<void>;
}

export interface QueueInput {
  /** Seconds from the start, ascending. */
  readonly arrivals: Float64Array;
  readonly maxBatch: number;
  readonly clock: QueueClock;
  /** Answers the requests `from` to before `to`, numbered by arrival. */
  readonly serve: (from: number, to: number) => Promise<void>;
  /** Ends the trial early where it can only fail: with more requests than this above the limit. */
  readonly giveUp: { readonly limitSeconds: number; readonly lateCount: number };
}

export interface QueueResult {
  /** From arrival to answer, by arrival; of the requests that were answered. */
  readonly latencySeconds: Float64Array;
  readonly batchCount: number;
  /** Whether the trial was ended early. */
  readonly isGivenUp: boolean;
}

export async function serveQueue({ arrivals, maxBatch, clock, serve, giveUp }: QueueInput): Promise<QueueResult> {
  const latencySeconds = new Float64Array(arrivals.length);
  const start = clock.nowSeconds();
  let answered = 0;
  let batchCount = 0;
  let lateCount = 0;
  while (answered < arrivals.length && lateCount <= giveUp.lateCount) {
    const next = arrivals[answered]!;
    if (next > clock.nowSeconds() - start) await clock.waitUntil(start + next);
    const seconds = clock.nowSeconds() - start;
    let end = answered + 1;
    while (end < arrivals.length && end - answered < maxBatch && arrivals[end]! <= seconds) end++;
    await serve(answered, end);
    const done = clock.nowSeconds() - start;
    batchCount++;
    for (; answered < end; answered++) {
      latencySeconds[answered] = done - arrivals[answered]!;
      if (latencySeconds[answered]! > giveUp.limitSeconds) lateCount++;
    }
  }
  return {
    latencySeconds: latencySeconds.subarray(0, answered),
    batchCount,
    isGivenUp: lateCount > giveUp.lateCount,
  };
}
