/** Answers batches of histories with a sequential model: packs them, runs the ranking graph, unpacks the answers. */
import type { CompiledProgram, Engine, EngineState } from '../engine/engine.ts';
import { emptyPackedArrays, packSequences, placeSequence, type Packing } from '../network/packing.ts';
import { lastPosition, type SequentialModel } from '../network/sequentialModel.ts';
import { type HistoryBatch, historyCount, type Ranking, type RecommendOptions } from '../ranking.ts';
import { recommendProgram, type RecommendShape } from './recommendProgram.ts';

/** Histories ranked at once. */
const BATCH = 256;

export class SequentialRecommender {
  readonly #model: SequentialModel;
  readonly #engine: Engine;
  readonly #state: EngineState;
  readonly #programs = new Map<string, Promise<CompiledProgram>>();
  #compileSeconds = 0;

  constructor(model: SequentialModel, engine: Engine, state: EngineState) {
    this.#model = model;
    this.#engine = engine;
    this.#state = state;
  }

  get compileSeconds(): number {
    return this.#compileSeconds;
  }

  async recommend(histories: HistoryBatch, options: RecommendOptions): Promise<Ranking> {
    const count = historyCount(histories);
    const { k } = options;
    const ranking: Ranking = {
      k,
      items: new Uint32Array(count * k),
      scores: new Float32Array(count * k).fill(Number.NEGATIVE_INFINITY),
    };
    for (let from = 0; from < count; from += BATCH) {
      await this.#rankBatch(histories, from, Math.min(from + BATCH, count), options, ranking);
    }
    return ranking;
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).dispose();
    this.#programs.clear();
  }

  async #rankBatch(
    histories: HistoryBatch,
    from: number,
    to: number,
    options: RecommendOptions,
    ranking: Ranking,
  ): Promise<void> {
    const { itemCount, maxLength, layout } = this.#model;
    const { offsets, items } = histories;
    const count = to - from;
    const lengths = Uint32Array.from({ length: count }, (_, index) =>
      Math.min(offsets[from + index + 1]! - offsets[from + index]!, maxLength),
    );
    const packing = packSequences(lengths, maxLength, layout);
    const arrays = emptyPackedArrays(packing);
    const capacity = Math.min(BATCH, 2 ** Math.ceil(Math.log2(count)));
    const lastSlots = new Int32Array(capacity);
    const occupied = new Float32Array(capacity);
    for (let index = 0; index < count; index++) {
      const length = lengths[index]!;
      if (length === 0) continue;
      const end = offsets[from + index + 1]!;
      placeSequence(arrays, packing, index, items, end - length, end, lastPosition(this.#model, length));
      lastSlots[index] = packing.firstSlots[index]! + length - 1;
      occupied[index] = 1;
    }
    const masked = options.seenItems === 'filter' ? seenPairs(histories, from, to) : new Int32Array(0);
    const kept = Math.min(options.k, itemCount);
    const program = await this.#program(shapeOf(packing, capacity, masked.length / 2, kept));
    const inputs = { ...arrays, lastSlots, occupied };
    const { rows, scores } = await program.run(masked.length === 0 ? inputs : { ...inputs, masked });
    for (let index = 0; index < count; index++) {
      for (let rank = 0; rank < kept; rank++) {
        const score = scores![index * kept + rank]!;
        if (score === Number.NEGATIVE_INFINITY) break;
        const place = (from + index) * ranking.k + rank;
        ranking.items[place] = rows![index * kept + rank]! + 1;
        ranking.scores[place] = score;
      }
    }
  }

  #program(shape: RecommendShape): Promise<CompiledProgram> {
    const key = JSON.stringify(shape);
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const compiling = this.#engine.compile(recommendProgram(this.#model, shape), this.#state).then((program) => {
      this.#compileSeconds += program.compileSeconds;
      return program;
    });
    this.#programs.set(key, compiling);
    return compiling;
  }
}

function shapeOf(packing: Packing, historyCount: number, maskedCount: number, k: number): RecommendShape {
  return { rowCount: packing.rowCount, rowLength: packing.rowLength, historyCount, maskedCount, k };
}

/** Pairs (history, item row) of all items of the histories, filled up to a power of two by repeating the first. */
function seenPairs({ offsets, items }: HistoryBatch, from: number, to: number): Int32Array {
  const count = offsets[to]! - offsets[from]!;
  if (count === 0) return new Int32Array(0);
  const capacity = 2 ** Math.ceil(Math.log2(count));
  const pairs = new Int32Array(capacity * 2);
  let next = 0;
  for (let history = from; history < to; history++) {
    for (let row = offsets[history]!; row < offsets[history + 1]!; row++) {
      pairs[next++] = history - from;
      pairs[next++] = items[row]! - 1;
    }
  }
  for (; next < pairs.length; next += 2) {
    pairs[next] = pairs[0]!;
    pairs[next + 1] = pairs[1]!;
  }
  return pairs;
}
