/** Answers batches of histories with a sequential model: packs them, runs the ranking graph, unpacks the answers. */
import type { CompiledProgram, Engine, EngineState } from '../engine/engine.ts';
import { emptyPackedArrays, packSequences, placeItem, placeSequence } from '../network/packing.ts';
import { itemSlots, lastPosition, maskSlots, type SequentialModel } from '../network/sequentialModel.ts';
import { type HistoryBatch, historyCount, type Ranking, type RecommendOptions } from '../ranking.ts';
import { MASKED_SCORE } from './maskItems.ts';
import {
  maskedInput,
  recommendProgram,
  type RecommendShape,
  TILE_ITEMS,
  tileCount,
  tileSize,
} from './recommendProgram.ts';

/** Histories ranked at once. */
const BATCH = 256;
/** Room for masks that is always there: one more shape that does not vary. */
const SMALLEST_MASK = 4096;
/** Sizes of batches to an octave: encoding costs less than compiling for every number of rows. */
const ROW_STEPS = 4;
/** Histories that share a row, at most: the last block computes so many slots of every row, and no others. */
const MOST_PER_ROW = 8;

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
    const [mostItems, masks] = [itemSlots(this.#model), maskSlots(this.#model)];
    const lengths = Uint32Array.from(
      { length: count },
      (_, index) => Math.min(offsets[from + index + 1]! - offsets[from + index]!, mostItems) + masks,
    );
    const perRow = layout === 'packed' ? MOST_PER_ROW : 1;
    const packing = packSequences(lengths, maxLength, layout, ROW_STEPS, perRow);
    const arrays = emptyPackedArrays(packing);
    const capacity = Math.min(BATCH, 2 ** Math.ceil(Math.log2(count)));
    const { rowCount, rowLength } = packing;
    const asked = Int32Array.from({ length: rowCount * perRow }, (_, place) => Math.floor(place / perRow) * rowLength);
    const places = new Int32Array(capacity);
    const occupied = new Float32Array(capacity);
    for (let index = 0; index < count; index++) {
      const length = lengths[index]!;
      if (length === 0) continue;
      const end = offsets[from + index + 1]!;
      const last = lastPosition(this.#model, length);
      const lastSlot = packing.firstSlots[index]! + length - 1;
      placeSequence(arrays, packing, index, items, end - length + masks, end, last - masks);
      if (masks > 0) placeItem(arrays, packing, index, lastSlot, itemCount, last);
      places[index] = Math.floor(lastSlot / rowLength) * perRow + packing.segments[index]! - 1;
      asked[places[index]!] = lastSlot;
      occupied[index] = 1;
    }
    const masked = options.seenItems === 'filter' ? seenPlaces(histories, from, to, itemCount, capacity) : [];
    const kept = Math.min(options.k, itemCount);
    const maskedCount = masked[0]?.length ?? 0;
    const shape = { rowCount, rowLength, askedPerRow: perRow, historyCount: capacity, maskedCount, k: kept };
    const program = await this.#program(shape);
    const hidden = Object.fromEntries(masked.map((places, tile) => [maskedInput(tile), places]));
    const { rows, scores } = await program.run({ ...arrays, asked, places, occupied, ...hidden });
    for (let index = 0; index < count; index++) {
      for (let rank = 0; rank < kept; rank++) {
        const score = scores![index * kept + rank]!;
        if (score <= MASKED_SCORE) break;
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
    compiling.catch(() => this.#programs.delete(key));
    return compiling;
  }
}

/**
 * Places of all items of the histories among the scores of each tile of the catalogue (`maskItems`). Every tile's list
 * has the same length, a power of two, filled up with a place of the history `spare`.
 */
function seenPlaces(
  { offsets, items }: HistoryBatch,
  from: number,
  to: number,
  itemCount: number,
  spare: number,
): Int32Array[] {
  const counts = new Uint32Array(tileCount(itemCount));
  for (let at = offsets[from]!; at < offsets[to]!; at++) counts[Math.floor((items[at]! - 1) / TILE_ITEMS)]! += 1;
  const most = Math.max(...counts);
  if (most === 0) return [];
  const capacity = Math.max(SMALLEST_MASK, 2 ** Math.ceil(Math.log2(most)));
  const sizes = Uint32Array.from(counts, (_, tile) => tileSize(itemCount, tile));
  const lists = Array.from(sizes, (size) => new Int32Array(capacity).fill(spare * size));
  const next = new Uint32Array(lists.length);
  for (let history = from; history < to; history++) {
    for (let at = offsets[history]!; at < offsets[history + 1]!; at++) {
      const row = items[at]! - 1;
      const tile = Math.floor(row / TILE_ITEMS);
      lists[tile]![next[tile]!++] = (history - from) * sizes[tile]! + (row % TILE_ITEMS);
    }
  }
  return lists;
}
