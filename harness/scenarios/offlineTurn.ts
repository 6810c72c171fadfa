/** One turn of offline: the whole test set once, in batches. */
import { historyCount } from '../../src/ranking.ts';
import { recommendTestSet, sliceHistories } from '../case/measure.ts';
import { energySince, type TurnInput } from './turnInput.ts';
import type { OfflineResult } from './turns.ts';

export class Offline {
  readonly #input: TurnInput;
  #isFirst: boolean;

  constructor(input: TurnInput) {
    this.#input = input;
    // Single requests, which come before, warm the process.
    const { scenarios } = input.settings;
    this.#isFirst = !scenarios.includes('single-stream') && !scenarios.includes('server');
  }

  async turn(): Promise<OfflineResult> {
    const { model, histories, options, itemCount, measure, clock, check, joules } = this.#input;
    const firstSeconds = await this.#warmUp();
    const joulesBefore = joules();
    const { items, scores, batchSeconds } = await recommendTestSet({
      ...{ model, histories, options, itemCount, clock, settings: { ...measure, warmUpBatches: 0 } },
      multiplyAdds: () => null,
      // A pass may take longer than counters take to start again.
      onProgress: () => void joules(),
    });
    const energyJoules = energySince(this.#input, joulesBefore);
    const answeredCount = historyCount(histories);
    check(
      { k: options.k, items, scores },
      Uint32Array.from({ length: answeredCount }, (_, row) => row),
    );
    return {
      ...{ scenario: 'offline', firstSeconds, sampleSeconds: batchSeconds, energyJoules, answeredCount },
      answers: this.#input.takeCounts(),
    };
  }

  /** The first batch and the last, which is shorter; seconds of the very first, cold. */
  async #warmUp(): Promise<number | null> {
    const { model, histories, options, measure, clock } = this.#input;
    const count = historyCount(histories);
    const start = clock.nowSeconds();
    await model.recommend(sliceHistories(histories, 0, Math.min(measure.batchSize, count)), options);
    const firstSeconds = this.#isFirst ? clock.nowSeconds() - start : null;
    this.#isFirst = false;
    const lastBatch = Math.floor((count - 1) / measure.batchSize) * measure.batchSize;
    await model.recommend(sliceHistories(histories, lastBatch, count), options);
    return firstSeconds;
  }
}
