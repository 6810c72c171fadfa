/** The path of a single request: one small graph with all but the largest weights built in, and a ranking on the host. */
import type { CompiledProgram, Engine, EngineState } from '../engine/engine.ts';
import { parameterCount } from '../network/parameters.ts';
import { itemSlots, lastPosition, maskSlots, type SequentialModel } from '../network/sequentialModel.ts';
import type { HistoryBatch, Ranking, RecommendOptions } from '../ranking.ts';
import { Exclusion, TopK, writeTopScores } from '../topK.ts';
import { scoreProgram } from './recommendProgram.ts';

interface LengthGraph {
  readonly rowLength: number;
  readonly program: CompiledProgram;
  readonly inputs: {
    itemRows: Int32Array;
    positions: Int32Array;
    segments: Int32Array;
    last: Int32Array;
    occupied: Float32Array;
  };
}

const SHORTEST_ROW = 8;

/**
 * A request reads every parameter once. Up to so many, threads wait longer for one another than that takes: on two cores it
 * was level at 1.7 million.
 */
const MOST_PARAMETERS_FOR_ONE_THREAD = 2 ** 21;

export class SingleRecommender {
  readonly compileSeconds: number;
  readonly #model: SequentialModel;
  /** Ascending by length. */
  readonly #graphs: readonly LengthGraph[];
  readonly #exclusion: Exclusion;

  private constructor(model: SequentialModel, graphs: readonly LengthGraph[]) {
    this.#model = model;
    this.#graphs = graphs;
    this.#exclusion = new Exclusion(model.itemCount);
    this.compileSeconds = graphs.reduce((sum, { program }) => sum + program.compileSeconds, 0);
  }

  /** Compiles a graph for each power of two of history lengths, so that no request waits for one. */
  static async open(model: SequentialModel, engine: Engine, state: EngineState): Promise<SingleRecommender> {
    const graphs: LengthGraph[] = [];
    const threads = parameterCount(model.parameters) > MOST_PARAMETERS_FOR_ONE_THREAD ? engine.facts.threads : 1;
    const compiled = (rowLength: number) =>
      engine
        .compile(scoreProgram(model, rowLength), state, { state: 'frozen', threads })
        .catch(async (error: unknown) => {
          for (const { program } of graphs) await program.dispose();
          throw error;
        });
    for (const rowLength of rowLengths(model)) {
      const program = await compiled(rowLength);
      const slots = (): Int32Array => new Int32Array(rowLength);
      graphs.push({
        rowLength,
        program,
        inputs: {
          itemRows: slots(),
          positions: slots(),
          segments: slots(),
          last: new Int32Array(1),
          occupied: new Float32Array(1),
        },
      });
    }
    return new SingleRecommender(model, graphs);
  }

  async recommend({ offsets, items }: HistoryBatch, { k, seenItems }: RecommendOptions): Promise<Ranking> {
    const [start, end] = [offsets[0]!, offsets[1]!];
    const ranking: Ranking = { k, items: new Uint32Array(k), scores: new Float32Array(k) };
    this.#exclusion.reset(items, start, seenItems === 'filter' ? end : start);
    const scores = await this.#score(items, start, end);
    writeTopScores(new TopK(k), scores, this.#exclusion, ranking.items, ranking.scores, 0, 1);
    return ranking;
  }

  async dispose(): Promise<void> {
    for (const { program } of this.#graphs) await program.dispose();
  }

  async #score(items: Uint32Array, start: number, end: number): Promise<Float32Array> {
    const { itemCount, layout } = this.#model;
    const masks = maskSlots(this.#model);
    const kept = Math.min(end - start, itemSlots(this.#model));
    const length = kept + masks;
    const { rowLength, program, inputs } = this.#graphs.find((graph) => graph.rowLength >= length)!;
    const firstSlot = layout === 'packed' ? 0 : rowLength - length;
    inputs.itemRows.fill(0);
    inputs.segments.fill(0);
    inputs.positions.fill(0);
    const position = lastPosition(this.#model, length) - length + 1;
    for (let at = 0; at < length; at++) {
      inputs.itemRows[firstSlot + at] = at < kept ? items[end - kept + at]! - 1 : itemCount;
      inputs.positions[firstSlot + at] = position + at;
      inputs.segments[firstSlot + at] = 1;
    }
    inputs.last[0] = Math.max(0, firstSlot + length - 1);
    inputs.occupied[0] = length === 0 ? 0 : 1;
    return (await program.run(inputs)).scores as Float32Array;
  }
}

/** Where padding is seen, a history must have all of it. */
function rowLengths({ maxLength, layout }: SequentialModel): number[] {
  if (layout === 'one-per-row') return [maxLength];
  const lengths = [];
  for (let length = SHORTEST_ROW; length < maxLength; length *= 2) lengths.push(length);
  return [...lengths, maxLength];
}
