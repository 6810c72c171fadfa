/** One turn of single-stream: requests of one history each, one after the other, each timed. */
import { Bench } from 'tinybench';
import { Random } from '../../src/random.ts';
import { historyCount, type HistoryBatch, type Ranking } from '../../src/ranking.ts';
import { sliceHistories, warmUpRows } from '../measure.ts';
import { energySince, type TurnInput } from './turnInput.ts';
import type { SingleStreamResult, SingleStreamTurn } from './turns.ts';

/** Every so many requests one is made again at once. */
const REPEAT_EVERY = 10;
/** Other processes ran since the last turn; this share of a turn goes into getting warm again. */
const WARM_UP_SHARE = 0.2;

export class SingleStream {
  readonly #input: TurnInput;
  #isFirst = true;

  constructor(input: TurnInput) {
    this.#input = input;
  }

  async turn({ round }: SingleStreamTurn): Promise<SingleStreamResult> {
    const { histories, measure, settings } = this.#input;
    const random = Random.fromSeed(measure.requestSeed, round + 1);
    const rows = Uint32Array.from({ length: settings.requestsPerTurn }, () => random.below(historyCount(histories)));
    const firstSeconds = this.#isFirst ? await this.#time(sliceHistories(histories, rows[0]!, rows[0]! + 1)) : null;
    await this.#warmUp();
    this.#isFirst = false;
    return { scenario: 'single-stream', firstSeconds, ...(await this.#sample(rows)) };
  }

  /** The first time all lengths of histories, however long that takes: some need a graph of their own. */
  async #warmUp(): Promise<void> {
    const { histories, measure, settings, clock } = this.#input;
    const end = this.#isFirst ? Infinity : clock.nowSeconds() + settings.secondsPerTurn * WARM_UP_SHARE;
    for (const row of warmUpRows(histories, measure.warmUpRequests)) {
      if (clock.nowSeconds() >= end) return;
      await this.#time(sliceHistories(histories, row, row + 1));
    }
  }

  #ranking: Ranking | null = null;

  /** Seconds without what a graph of a new shape takes to compile. */
  async #time(history: HistoryBatch): Promise<number> {
    const { model, options, clock } = this.#input;
    const compiledBefore = model.compileSeconds;
    const start = clock.nowSeconds();
    this.#ranking = await model.recommend(history, options);
    const seconds = clock.nowSeconds() - start;
    return this.#isFirst ? seconds : seconds - (model.compileSeconds - compiledBefore);
  }

  /**
   * tinybench makes the requests: what comes before and after each of them is outside of the clock, and it ends in time.
   * Samples are kept here, in the order made; it would sort them.
   */
  async #sample(rows: Uint32Array): Promise<Omit<SingleStreamResult, 'scenario' | 'firstSeconds'>> {
    const { histories, settings, clock, check } = this.#input;
    const samples: number[] = [];
    const [fresh, repeated]: [number[], number[]] = [[], []];
    const stop = new AbortController();
    const end = clock.nowSeconds() + settings.secondsPerTurn;
    const joulesBefore = this.#input.joules();
    let history = histories;
    const bench = new Bench({
      now: () => clock.nowSeconds() * 1000,
      ...{ iterations: rows.length, time: 0, warmup: false, throws: true, signal: stop.signal },
    });
    bench.add(
      'request',
      async () => {
        const seconds = await this.#time(history);
        samples.push(seconds);
        return { overriddenDuration: seconds * 1000 };
      },
      {
        async: true,
        beforeEach: () => {
          const row = rows[samples.length]!;
          history = sliceHistories(histories, row, row + 1);
        },
        afterEach: async () => {
          const made = samples.length;
          check(this.#ranking!, rows.subarray(made - 1, made));
          if (made % REPEAT_EVERY === 0) {
            fresh.push(samples.at(-1)!);
            repeated.push(await this.#time(history));
          }
          if (clock.nowSeconds() >= end) stop.abort();
        },
      },
    );
    await bench.run();
    return {
      sampleSeconds: Float64Array.from(samples),
      rows: rows.slice(0, samples.length),
      freshSeconds: Float64Array.from(fresh),
      repeatedSeconds: Float64Array.from(repeated),
      answers: this.#input.takeCounts(),
      energyJoules: energySince(this.#input, joulesBefore),
      answeredCount: samples.length + repeated.length,
    };
  }
}
