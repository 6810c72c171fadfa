/**
 * One turn of single-stream: requests of one history each, one after the other, each timed. A request that takes hardly
 * longer than a look at the clock is timed in blocks: several requests between two looks, of which the mean is the sample.
 */
import { Bench } from 'tinybench';
import { Random } from '../../src/random.ts';
import { historyCount, type HistoryBatch, type Ranking } from '../../src/ranking.ts';
import { median } from '../../src/statistics/describe.ts';
import { sliceHistories, warmUpRows } from '../case/measure.ts';
import { energySince, type TurnInput } from './turnInput.ts';
import type { SingleStreamResult, SingleStreamTurn } from './turns.ts';

/** After every so many samples one request is made again at once. */
const REPEAT_EVERY = 10;
/** In a new process, until its code is compiled for good. */
const FIRST_WARM_UP = { requests: 5000, seconds: 0.25 };
/** Other processes ran since the last turn; this share of a turn goes into getting warm again. */
const WARM_UP_SHARE = 0.2;
/** What is timed in one piece takes this long, so that the clock, some 50 ns, is not what is measured. */
const LEAST_PIECE_SECONDS = 5e-6;
const MOST_IN_BLOCK = 64;
/** Where it is not obvious that a request takes longer, so much is tried until its code is compiled. */
const QUICK_SECONDS = 1e-3;
const TRIAL_SECONDS = 0.02;
const TRIAL_REQUESTS = 2000;
const LAST_TRIALS = 100;
const CLOCK_LOOKS = 1000;

export class SingleStream {
  readonly #input: TurnInput;
  #isFirst = true;
  #blockSize = 1;
  /** Of the requests that were timed last. */
  readonly #rankings: Ranking[] = [];

  constructor(input: TurnInput) {
    this.#input = input;
  }

  async turn({ round, blockSize }: SingleStreamTurn): Promise<SingleStreamResult> {
    const { measure, settings } = this.#input;
    const random = Random.fromSeed(measure.requestSeed, round + 1);
    const firstRow = this.#drawRows(Random.fromSeed(measure.requestSeed, round + 1), 1);
    const firstSeconds = this.#isFirst ? await this.#time(this.#histories(firstRow)) : null;
    const lastSeconds = await this.#warmUp();
    if (blockSize !== null) this.#blockSize = blockSize;
    else if (lastSeconds < QUICK_SECONDS) this.#blockSize = await this.#chooseBlockSize();
    this.#isFirst = false;
    const rows = this.#drawRows(random, settings.requestsPerTurn * this.#blockSize);
    return { scenario: 'single-stream', firstSeconds, ...(await this.#sample(rows)) };
  }

  #drawRows(random: Random, count: number): Uint32Array {
    const most = historyCount(this.#input.histories);
    return Uint32Array.from({ length: count }, () => random.below(most));
  }

  #histories(rows: Uint32Array): HistoryBatch[] {
    return Array.from(rows, (row) => sliceHistories(this.#input.histories, row, row + 1));
  }

  /**
   * Lengths of histories from the shortest to the longest, over and over. A new process gets all of them, however long
   * that takes: some need a graph of their own. Returns seconds of the last request.
   */
  async #warmUp(): Promise<number> {
    const { histories, measure, settings, clock } = this.#input;
    const rows = warmUpRows(histories, measure.warmUpRequests);
    const [least, most, longest] = this.#isFirst
      ? [rows.length, Math.max(rows.length, FIRST_WARM_UP.requests), FIRST_WARM_UP.seconds]
      : [0, rows.length, settings.secondsPerTurn * WARM_UP_SHARE];
    const end = clock.nowSeconds() + longest;
    let seconds = Infinity;
    for (let request = 0; request < most; request++) {
      if (request >= least && clock.nowSeconds() >= end) break;
      seconds = await this.#time(this.#histories(Uint32Array.of(rows[request % rows.length]!)));
    }
    return seconds;
  }

  /** A power of two, so that runs of one model choose the same. */
  async #chooseBlockSize(): Promise<number> {
    const { clock, measure } = this.#input;
    const end = clock.nowSeconds() + TRIAL_SECONDS;
    const tried = this.#histories(this.#drawRows(Random.fromSeed(measure.requestSeed), LAST_TRIALS));
    const samples: number[] = [];
    while (samples.length < TRIAL_REQUESTS && clock.nowSeconds() < end) {
      samples.push(await this.#time([tried[samples.length % LAST_TRIALS]!]));
    }
    const seconds = median(samples.slice(-LAST_TRIALS));
    let size = 1;
    while (size < MOST_IN_BLOCK && size * seconds < LEAST_PIECE_SECONDS) size *= 2;
    return size;
  }

  /** Mean seconds of these requests without what a graph of a new shape takes to compile. */
  async #time(histories: readonly HistoryBatch[]): Promise<number> {
    const { model, options, clock } = this.#input;
    const rankings = this.#rankings;
    const count = histories.length;
    const compiledBefore = model.compileSeconds;
    const start = clock.nowSeconds();
    for (let at = 0; at < count; at++) rankings[at] = await model.recommend(histories[at]!, options);
    const seconds = clock.nowSeconds() - start;
    return (this.#isFirst ? seconds : seconds - (model.compileSeconds - compiledBefore)) / count;
  }

  #clockSeconds(): number {
    const { clock } = this.#input;
    const start = clock.nowSeconds();
    for (let look = 1; look < CLOCK_LOOKS; look++) clock.nowSeconds();
    return (clock.nowSeconds() - start) / CLOCK_LOOKS;
  }

  /**
   * tinybench makes the pieces: what comes before and after each of them is outside of the clock, and it ends in time.
   * Samples are kept here, in the order made; it would sort them.
   */
  async #sample(rows: Uint32Array): Promise<Omit<SingleStreamResult, 'scenario' | 'firstSeconds'>> {
    const { settings, clock, check } = this.#input;
    const blockSize = this.#blockSize;
    const samples = new Float64Array(rows.length / blockSize);
    let made = 0;
    const [fresh, repeated]: [number[], number[]] = [[], []];
    const stop = new AbortController();
    const end = clock.nowSeconds() + settings.secondsPerTurn;
    const joulesBefore = this.#input.joules();
    let asked: HistoryBatch[] = [];
    const bench = new Bench({
      now: () => clock.nowSeconds() * 1000,
      ...{ iterations: samples.length, time: 0, warmup: false, throws: true, signal: stop.signal },
    });
    bench.add(
      'piece',
      async () => {
        const seconds = await this.#time(asked);
        samples[made++] = seconds;
        return { overriddenDuration: seconds * 1000 };
      },
      {
        async: true,
        beforeEach: () => {
          asked = this.#histories(rows.subarray(made * blockSize, (made + 1) * blockSize));
        },
        afterEach: async () => {
          const from = (made - 1) * blockSize;
          for (let at = 0; at < blockSize; at++) check(this.#rankings[at]!, rows.subarray(from + at, from + at + 1));
          if (made % REPEAT_EVERY === 0) {
            fresh.push(samples[made - 1]!);
            repeated.push(await this.#time(new Array<HistoryBatch>(blockSize).fill(asked.at(-1)!)));
          }
          if (clock.nowSeconds() >= end) stop.abort();
        },
      },
    );
    await bench.run();
    return {
      blockSize,
      sampleSeconds: samples.slice(0, made),
      rows: rows.slice(0, made * blockSize),
      clockSeconds: this.#clockSeconds(),
      freshSeconds: Float64Array.from(fresh),
      repeatedSeconds: Float64Array.from(repeated),
      answers: this.#input.takeCounts(),
      energyJoules: energySince(this.#input, joulesBefore),
      answeredCount: (made + repeated.length) * blockSize,
    };
  }
}
