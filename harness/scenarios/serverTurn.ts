/** One turn of server: a trial at one rate of arrivals. */
import { Random } from '../../src/random.ts';
import { historyCount, type HistoryBatch } from '../../src/ranking.ts';
import { poissonArrivals } from './arrivals.ts';
import { serveQueue } from './serverQueue.ts';
import { Stopwatch } from './stopwatch.ts';
import { energySince, type TurnInput } from './turnInput.ts';
import type { ServerResult, ServerTurn } from './turns.ts';

/** Requests before a trial, other processes having run since the last. */
const WARM_UP_REQUESTS = 20;

/** The histories of these test cases, in this order. */
export function gatherHistories({ offsets, items, users }: HistoryBatch, rows: Uint32Array): HistoryBatch {
  const gathered = new Uint32Array(rows.length + 1);
  for (const [place, row] of rows.entries()) {
    gathered[place + 1] = gathered[place]! + offsets[row + 1]! - offsets[row]!;
  }
  const all = new Uint32Array(gathered[rows.length]!);
  for (const [place, row] of rows.entries()) {
    all.set(items.subarray(offsets[row], offsets[row + 1]), gathered[place]);
  }
  return { offsets: gathered, items: all, users: rows.map((row) => users[row]!) };
}

/** Requests that may be late where the tail of all is still within the limit. */
export function allowedLate(requestCount: number, tailShare: number): number {
  return requestCount - Math.ceil(tailShare * requestCount);
}

export class Server {
  readonly #input: TurnInput;
  #isFirst = true;

  constructor(input: TurnInput) {
    this.#input = input;
  }

  async turn({ perSecond, requestCount, seed }: ServerTurn): Promise<ServerResult> {
    const { model, histories, options, clock, check, settings } = this.#input;
    const { limitMilliseconds, tailShare, maxBatch } = settings.server;
    const random = Random.fromSeed(seed);
    const arrivals = poissonArrivals(random, perSecond, requestCount);
    const rows = Uint32Array.from({ length: requestCount }, () => random.below(historyCount(histories)));
    await this.#warmUp(rows);
    const stopwatch = new Stopwatch(clock);
    const joulesBefore = this.#input.joules();
    const result = await serveQueue({
      arrivals,
      maxBatch,
      clock: {
        nowSeconds: () => stopwatch.nowSeconds(),
        waitUntil: (seconds) => clock.wait(seconds - stopwatch.nowSeconds()),
      },
      serve: async (from, to) => {
        const asked = rows.subarray(from, to);
        const compiledBefore = model.compileSeconds;
        const ranking = await model.recommend(gatherHistories(histories, asked), options);
        stopwatch.leaveOut(model.compileSeconds - compiledBefore);
        stopwatch.hold(() => {
          check(ranking, asked);
        });
      },
      giveUp: { limitSeconds: limitMilliseconds / 1000, lateCount: allowedLate(requestCount, tailShare) },
    });
    const { latencySeconds, batchCount, isGivenUp } = result;
    return {
      ...{ scenario: 'server', perSecond, sampleSeconds: latencySeconds, batchCount, isGivenUp, firstSeconds: null },
      answers: this.#input.takeCounts(),
      energyJoules: energySince(this.#input, joulesBefore),
      answeredCount: latencySeconds.length,
    };
  }

  /** The first time batches of all sizes, since each may need a graph of its own. */
  async #warmUp(rows: Uint32Array): Promise<void> {
    const { model, histories, options, settings } = this.#input;
    const { maxBatch } = settings.server;
    const sizes: number[] = [];
    for (let size = 1; this.#isFirst && size < maxBatch; size *= 2) sizes.push(size);
    if (this.#isFirst) sizes.push(maxBatch);
    else sizes.push(...new Array<number>(WARM_UP_REQUESTS).fill(1));
    this.#isFirst = false;
    for (const [place, size] of sizes.entries()) {
      const asked = Uint32Array.from({ length: size }, (_, at) => rows[(place + at) % rows.length]!);
      await model.recommend(gatherHistories(histories, asked), options);
    }
  }
}
