/**
 * Beam search with T5 as a service: picks shapes of graphs that suit many requests at once or one alone, and takes one
 * call after the other.
 */
import { elementCount } from '../../engine/engine.ts';
import { bucketLength } from '../../training/generation/lengthBuckets.ts';
import type { ItemTrie } from '../trie/itemTrie.ts';
import { BeamGraphs, type LoadedT5 } from './beamGraphs.ts';
import { type BeamRequest, BeamSearch, type OnResults } from './beamSearch.ts';
import type { BeamSettings } from './beamSettings.ts';
import type { GenerationCounts } from './generationCounts.ts';

export interface BeamGeneratorOptions {
  readonly settings: BeamSettings;
  /** Null: any sequence of tokens may be written. */
  readonly trie: ItemTrie | null;
  /** Most tokens of a result, its end counted; with a trie at least one more than its depth. */
  readonly maxTokens: number;
  /** `frozen`: weights do not change any more, and may be built into graphs. */
  readonly weights: 'live' | 'frozen';
  readonly counts: GenerationCounts;
}

/** Rows of the decoder when there are requests enough: more do not make a matrix product faster. */
const BATCH_ROWS = 192;
const MOST_SLOTS = 32;
/** Prompts that are encoded at once. */
const START_COUNT = 16;
/** Lengths to a doubling that graphs are compiled for. */
const LENGTH_STEPS = 4;
/** Larger weights are built into the one graph that gains from it, the step of a request alone; every other has them fed. */
const MOST_FROZEN_BYTES = 64 * 2 ** 20;

export class BeamGenerator {
  readonly #graphs: readonly BeamGraphs[];
  readonly #batch: BeamSearch;
  readonly #alone: BeamSearch;
  #last: Promise<void> = Promise.resolve();

  constructor(t5: LoadedT5, { settings, trie, maxTokens, weights, counts }: BeamGeneratorOptions) {
    const isSmall = weightBytes(t5) <= MOST_FROZEN_BYTES;
    const usual = weights === 'frozen' && isSmall ? 'frozen' : 'live';
    const graphs = new BeamGraphs(t5, { start: usual, step: usual });
    const graphsAlone = usual === weights ? graphs : new BeamGraphs(t5, { start: usual, step: weights });
    this.#graphs = [...new Set([graphs, graphsAlone])];
    const { beams } = settings;
    const slotCount = Math.min(MOST_SLOTS, Math.max(1, Math.round(BATCH_ROWS / beams)));
    const rows = slotCount * beams;
    const common = { settings, trie, maxTokens };
    const inSteps = (steps: number) => (length: number) => bucketLength(length, steps);
    this.#batch = new BeamSearch(
      t5.shape,
      graphs,
      {
        ...common,
        slotCount,
        startCount: START_COUNT,
        startLength: inSteps(LENGTH_STEPS),
        stepLength: inSteps(LENGTH_STEPS),
        candidateCounts: [8 * rows, 64 * rows],
      },
      counts,
    );
    this.#alone = new BeamSearch(
      t5.shape,
      graphsAlone,
      {
        ...common,
        slotCount: 1,
        startCount: 1,
        startLength: inSteps(2),
        stepLength: inSteps(1),
        candidateCounts: isSmall ? [32 * beams] : [],
      },
      counts,
    );
  }

  get compileSeconds(): number {
    return this.#graphs.reduce((sum, { compileSeconds }) => sum + compileSeconds, 0);
  }

  /** Calls back once for every request, in any order; results are overwritten after the call. */
  answer(requests: readonly BeamRequest[], onResults: OnResults): Promise<void> {
    const search = requests.length === 1 ? this.#alone : this.#batch;
    // Searches share their memory: a caller who comes early waits.
    const answered = this.#last.then(() => search.search(requests, onResults));
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  async dispose(): Promise<void> {
    for (const graphs of this.#graphs) await graphs.dispose();
  }
}

function weightBytes({ state }: LoadedT5): number {
  return Object.values(state.specs).reduce((sum, spec) => sum + 4 * elementCount(spec), 0);
}
