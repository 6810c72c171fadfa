/**
 * Beam search of many requests with T5. Each request has a slot while it runs; when it is done the next takes its place,
 * so that nobody waits for the longest of a batch. Prompts are encoded some at a time, the longest first.
 */
import type { HostArray } from '../../engine/engine.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { type ItemTrie, ROOT } from '../trie/itemTrie.ts';
import type { Barred } from './barred.ts';
import type { BeamGraphs } from './beamGraphs.ts';
import { BeamMemory } from './beamMemory.ts';
import { type BeamResults, Beams } from './beams.ts';
import type { BeamSettings } from './beamSettings.ts';
import { Candidates } from './candidates.ts';
import { DiverseBeams } from './diverseBeams.ts';
import { FreeFollowers, TrieFollowers } from './followers.ts';
import type { GenerationCounts } from './generationCounts.ts';

export interface BeamRequest {
  /** The prompt, its end token included; not empty. */
  readonly tokens: ArrayLike<number>;
  /** Null: every item may be answered. Without a trie nothing is barred. */
  readonly barred: Barred | null;
}

export interface BeamSearchOptions {
  readonly settings: BeamSettings;
  /** Null: any sequence of tokens may be written. */
  readonly trie: ItemTrie | null;
  /** Most tokens of a result, its end counted; with a trie at least one more than its depth. */
  readonly maxTokens: number;
  /** Requests that are decoded side by side, and prompts that are encoded at once. */
  readonly slotCount: number;
  readonly startCount: number;
  /** Round the length of prompts up to one of few, for which graphs are compiled: to encode them, and to decode from them. */
  readonly startLength: (length: number) => number;
  readonly stepLength: (length: number) => number;
  /** Numbers of continuations for which graphs are compiled, rising; beyond the last, and without a trie, all are told. */
  readonly candidateCounts: readonly number[];
}

export type OnResults = (request: number, results: BeamResults) => void;

/** Prompts in the outputs of the start graph, waiting for a slot. */
interface StartedBatch {
  readonly requests: readonly number[];
  readonly outputs: Readonly<Record<string, HostArray>>;
  readonly mask: Float32Array;
  readonly length: number;
  next: number;
}

interface Queue {
  /** Requests that are yet to be encoded. */
  waiting: readonly number[];
  started: StartedBatch | null;
}

interface Slot {
  readonly index: number;
  readonly beams: Beams | DiverseBeams;
  request: number;
  barred: Barred | null;
}

export class BeamSearch {
  readonly #shape: T5Shape;
  readonly #graphs: BeamGraphs;
  readonly #options: BeamSearchOptions;
  readonly #counts: GenerationCounts;
  readonly #slots: readonly Slot[];
  readonly #candidates: Candidates;
  /** Null without a trie. */
  readonly #followers: TrieFollowers | null;
  readonly #free: FreeFollowers;
  readonly #firstTokens: Int32Array | null;
  readonly #memories = new Map<number, BeamMemory>();

  constructor(shape: T5Shape, graphs: BeamGraphs, options: BeamSearchOptions, counts: GenerationCounts) {
    const { settings, slotCount, maxTokens, trie } = options;
    const { diversityPenalty = 0 } = settings;
    const isDiverse = diversityPenalty > 0;
    this.#shape = shape;
    this.#graphs = graphs;
    this.#options = options;
    this.#counts = counts;
    this.#slots = Array.from({ length: slotCount }, (_, index) => ({
      index,
      beams: isDiverse
        ? new DiverseBeams(settings, diversityPenalty, maxTokens, shape)
        : new Beams(settings, maxTokens, shape.endToken),
      request: -1,
      barred: null,
    }));
    const { vocabularySize, endToken } = shape;
    this.#candidates = new Candidates(settings.beams);
    this.#followers = trie === null ? null : new TrieFollowers(trie, settings.beams, vocabularySize, endToken);
    this.#free = new FreeFollowers(settings.beams, vocabularySize);
    this.#firstTokens = trie === null ? null : Int32Array.from(trie.tokens.subarray(0, trie.offsets[ROOT + 1]));
  }

  /** Calls back once for every request, in any order; results are overwritten after the call. */
  async search(requests: readonly BeamRequest[], onResults: OnResults): Promise<void> {
    if (requests.length === 0) return;
    // A search that failed left its requests where they were.
    for (const { beams } of this.#slots) beams.abandon();
    const order = Array.from(requests.keys()).sort((a, b) => requests[b]!.tokens.length - requests[a]!.tokens.length);
    const memory = await this.#memory(requests[order[0]!]!.tokens.length);
    const queue: Queue = { waiting: order, started: null };
    for (;;) {
      for (const slot of this.#slots) {
        if (slot.beams.isDone) await this.#refill(slot, queue, requests, memory, onResults);
      }
      const running = this.#slots.filter(({ beams }) => !beams.isDone);
      if (running.length === 0) return;
      await this.#step(running, memory);
      for (const { beams, request } of running) if (beams.isDone) onResults(request, beams.results);
    }
  }

  /** Gives a slot the next request; one that is done with its first step makes way for another. */
  async #refill(
    slot: Slot,
    queue: Queue,
    requests: readonly BeamRequest[],
    memory: BeamMemory,
    onResults: OnResults,
  ): Promise<void> {
    while (await this.#fill(queue, requests)) {
      this.#occupy(slot, requests, queue.started!, memory);
      if (!slot.beams.isDone) return;
      onResults(slot.request, slot.beams.results);
    }
  }

  /** Sees to it that a started request is to be had; false where none is left. */
  async #fill(queue: Queue, requests: readonly BeamRequest[]): Promise<boolean> {
    const { started, waiting } = queue;
    if (started !== null && started.next < started.requests.length) return true;
    if (waiting.length === 0) return false;
    const { startCount } = this.#options;
    queue.started = await this.#start(requests, waiting.slice(0, startCount));
    queue.waiting = waiting.slice(startCount);
    return true;
  }

  /** With all graphs that steps on it may need, so that no later request waits for one. */
  async #memory(promptLength: number): Promise<BeamMemory> {
    const { slotCount, settings, maxTokens, stepLength, candidateCounts } = this.#options;
    const inputLength = stepLength(promptLength);
    const known = this.#memories.get(inputLength);
    if (known !== undefined) return known;
    const size = { slotCount, beamCount: settings.beams, placeCount: Math.max(1, maxTokens - 1), inputLength };
    const memory = new BeamMemory(this.#shape, size);
    this.#memories.set(inputLength, memory);
    for (const candidateCount of this.#followers === null ? [null] : [...candidateCounts, null]) {
      await this.#graphs.step({ ...size, candidateCount });
    }
    return memory;
  }

  async #start(requests: readonly BeamRequest[], chosen: readonly number[]): Promise<StartedBatch> {
    const { startCount, startLength } = this.#options;
    const length = startLength(Math.max(...chosen.map((request) => requests[request]!.tokens.length)));
    const tokens = new Int32Array(startCount * length).fill(this.#shape.padToken);
    const mask = new Float32Array(startCount * length);
    chosen.forEach((request, row) => {
      const prompt = requests[request]!.tokens;
      tokens.set(prompt, row * length);
      mask.fill(1, row * length, row * length + prompt.length);
      this.#counts.inputTokens += prompt.length;
    });
    this.#counts.requests += chosen.length;
    const firstTokens = this.#firstTokens;
    const size = { requestCount: startCount, inputLength: length, firstTokenCount: firstTokens?.length ?? null };
    const program = await this.#graphs.start(size);
    const outputs = await this.#counts.timeRun('encoder', () =>
      program.run({ tokens, mask, ...(firstTokens === null ? {} : { firstTokens }) }),
    );
    return { requests: chosen, outputs, mask, length, next: 0 };
  }

  /** The next of the started requests takes its first step in this slot, with what the start graph told. */
  #occupy(slot: Slot, requests: readonly BeamRequest[], started: StartedBatch, memory: BeamMemory): void {
    const { length, outputs, mask } = started;
    const row = started.next++;
    slot.request = started.requests[row]!;
    slot.barred = requests[slot.request]!.barred;
    slot.beams.begin();
    this.#counts.time('decoder', () => {
      memory.load(slot.index, outputs, row, mask.subarray(row * length, (row + 1) * length));
    });
    // The first tokens are the followers of the root, in their order.
    this.#advance(slot, rowOf(outputs.logProbabilities as Float32Array, row, this.#options.startCount), 'followers');
    if (!slot.beams.isDone) this.#follow(slot, memory);
  }

  async #step(running: readonly Slot[], memory: BeamMemory): Promise<void> {
    const asked = this.#counts.time('mask', () => this.#placesOfFollowers(running));
    const program = await this.#graphs.step({ ...memory.size, candidateCount: asked?.length ?? null });
    const told = await this.#counts.timeRun('decoder', async () => {
      const outputs = await program.run({ ...memory.inputs, ...(asked === null ? {} : { candidates: asked }) });
      for (const { index, beams } of running) memory.keep(index, outputs, beams.place);
      return outputs.logProbabilities as Float32Array;
    });
    this.#counts.decoderRuns++;
    let from = 0;
    for (const slot of running) {
      if (asked === null || this.#followers === null) {
        this.#advance(slot, rowOf(told, slot.index, this.#options.slotCount), 'all');
      } else {
        const to = from + this.#followers.count(plain(slot.beams));
        this.#advance(slot, told.subarray(from, to), 'followers');
        from = to;
      }
      if (!slot.beams.isDone) this.#follow(slot, memory);
    }
  }

  /** Which log-probabilities the step graph is to tell, filled up to a number that it is compiled for; null: all. */
  #placesOfFollowers(running: readonly Slot[]): Int32Array | null {
    const followers = this.#followers;
    if (followers === null) return null;
    const count = running.reduce((sum, { beams }) => sum + followers.count(plain(beams)), 0);
    const room = this.#options.candidateCounts.find((most) => most >= count);
    if (room === undefined) return null;
    const places = new Int32Array(room);
    let at = 0;
    for (const { beams, index } of running) {
      at = followers.writePlaces(plain(beams), index * this.#options.settings.beams, places, at);
    }
    return places;
  }

  /** Chooses among the continuations of a slot's beams: see `TrieFollowers`. */
  #advance({ beams, barred }: Slot, told: Float32Array, of: 'followers' | 'all'): void {
    this.#counts.decodedTokens += beams.count;
    this.#counts.decodeSteps++;
    this.#counts.time('ranking', () => {
      if (beams instanceof DiverseBeams) {
        beams.advance(told);
        return;
      }
      this.#candidates.clear();
      if (this.#followers === null) this.#free.addBest(this.#candidates, beams, told);
      else this.#followers.addBest(this.#candidates, beams, barred, told, of);
      beams.advance(this.#candidates);
    });
  }

  #follow({ index, beams }: Slot, memory: BeamMemory): void {
    this.#counts.time('mask', () => {
      memory.follow(index, beams);
    });
  }
}

/** Within a trie no beams are diverse. */
function plain(beams: Beams | DiverseBeams): Beams {
  if (beams instanceof DiverseBeams) throw new Error('Diverse beams are not held by a trie.');
  return beams;
}

function rowOf(values: Float32Array, row: number, rowCount: number): Float32Array {
  const width = values.length / rowCount;
  return values.subarray(row * width, (row + 1) * width);
}
