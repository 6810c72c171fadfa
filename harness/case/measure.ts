/**
 * The two measurements of a fitted model's answers: the whole test set in batches, and single requests. The clock runs
 * only while the model works; cutting batches, checking and keeping answers happen while it stands still.
 */
import type { FittedModel } from '../../src/baseline.ts';
import { Random } from '../../src/random.ts';
import { historyCount, type HistoryBatch, type RecommendOptions } from '../../src/ranking.ts';
import { checkRanking } from './checkRanking.ts';
import type { Clock } from './clock.ts';
import type { MeasureSettings } from '../config/measureSettings.ts';

/** Part of a batch; the items are a view, not a copy. */
export function sliceHistories(batch: HistoryBatch, from: number, to: number): HistoryBatch {
  const start = batch.offsets[from]!;
  return {
    offsets: batch.offsets.slice(from, to + 1).map((offset) => offset - start),
    items: batch.items.subarray(start, batch.offsets[to]),
    users: batch.users.subarray(from, to),
  };
}

export interface TestSetAnswers {
  /** Shape [histories, k]. */
  readonly items: Uint32Array;
  /** Shape [histories, k]. */
  readonly scores: Float32Array;
  /** By batch. */
  readonly batchSeconds: Float64Array;
  readonly inferenceSeconds: number;
}

export interface MeasureInput {
  readonly model: Pick<FittedModel, 'recommend' | 'compileSeconds' | 'mayAnswerShort'>;
  readonly histories: HistoryBatch;
  readonly options: RecommendOptions;
  readonly itemCount: number;
  readonly settings: MeasureSettings;
  readonly clock: Clock;
  /** Multiply-adds that the model's engine has run so far; null where there is none that counts. */
  readonly multiplyAdds: () => number | null;
  /** Done and to do. */
  readonly onProgress: (done: number, total: number) => void;
}

export async function recommendTestSet(input: MeasureInput): Promise<TestSetAnswers> {
  const { model, histories, options, settings, clock } = input;
  const caseCount = historyCount(histories);
  const items = new Uint32Array(caseCount * options.k);
  const scores = new Float32Array(caseCount * options.k);
  const batchCount = Math.ceil(caseCount / settings.batchSize);
  const batchSeconds = new Float64Array(batchCount);
  const bounds = (batch: number) =>
    [batch * settings.batchSize, Math.min(caseCount, (batch + 1) * settings.batchSize)] as const;

  for (let batch = 0; batch < Math.min(settings.warmUpBatches, batchCount); batch++) {
    await model.recommend(sliceHistories(histories, ...bounds(batch)), options);
  }
  // The last batch is often shorter; an engine that compiles by shape must not pay for that inside the clock.
  if (settings.warmUpBatches > 0 && batchCount > 1) {
    await model.recommend(sliceHistories(histories, ...bounds(batchCount - 1)), options);
  }
  for (let batch = 0; batch < batchCount; batch++) {
    const [from, to] = bounds(batch);
    const part = sliceHistories(histories, from, to);
    // A batch of a new shape may compile a graph, which is a cost of its own and none of answering.
    const compiledBefore = model.compileSeconds;
    const start = clock.nowSeconds();
    const ranking = await model.recommend(part, options);
    batchSeconds[batch] = clock.nowSeconds() - start - (model.compileSeconds - compiledBefore);
    checkRanking(ranking, part, options, input.itemCount, from, model.mayAnswerShort);
    items.set(ranking.items, from * options.k);
    scores.set(ranking.scores, from * options.k);
    input.onProgress(to, caseCount);
  }
  return { items, scores, batchSeconds, inferenceSeconds: batchSeconds.reduce((sum, seconds) => sum + seconds, 0) };
}

export interface SingleRequests {
  /** The very first request of one history: a caller of a cold server waits this long. */
  readonly firstRequestSeconds: number;
  /** In the order they were made. */
  readonly sampleSeconds: Float64Array;
  /** Mean over the timed requests; null where they are not counted. */
  readonly multiplyAddsPerRequest: number | null;
}

/**
 * Rows evenly spread over the lengths that histories have, from the shortest to the longest, rare lengths as well: an
 * engine that compiles by length is to have met them before the timed requests, or the worst percentile would be that
 * of a compiler.
 */
export function warmUpRows(histories: HistoryBatch, count: number): number[] {
  const { offsets } = histories;
  const rowByLength = new Map<number, number>();
  for (let row = 0; row < historyCount(histories); row++) rowByLength.set(offsets[row + 1]! - offsets[row]!, row);
  const rows = [...rowByLength].sort(([a], [b]) => a - b).map(([, row]) => row);
  const step = (rows.length - 1) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, place) => rows[Math.round(place * step)]!);
}

/** Histories are drawn with a fixed seed, so that every baseline answers the same requests in the same order. */
export async function timeSingleRequests(input: MeasureInput): Promise<SingleRequests> {
  const { model, histories, options, settings, clock } = input;
  const random = Random.fromSeed(settings.requestSeed);
  const timeRequest = async (row: number) => {
    const history = sliceHistories(histories, row, row + 1);
    const start = clock.nowSeconds();
    const ranking = await model.recommend(history, options);
    const seconds = clock.nowSeconds() - start;
    checkRanking(ranking, history, options, input.itemCount, row, model.mayAnswerShort);
    return seconds;
  };
  const draw = () => random.below(historyCount(histories));
  const firstRequestSeconds = await timeRequest(draw());
  for (const row of warmUpRows(histories, settings.warmUpRequests)) await timeRequest(row);
  const sampleSeconds = new Float64Array(settings.singleRequests);
  const multiplyAddsBefore = input.multiplyAdds();
  for (let request = 0; request < settings.singleRequests; request++) {
    sampleSeconds[request] = await timeRequest(draw());
    input.onProgress(request + 1, settings.singleRequests);
  }
  const multiplyAddsAfter = input.multiplyAdds();
  const multiplyAddsPerRequest =
    multiplyAddsBefore === null || multiplyAddsAfter === null
      ? null
      : (multiplyAddsAfter - multiplyAddsBefore) / settings.singleRequests;
  return { firstRequestSeconds, sampleSeconds, multiplyAddsPerRequest };
}
