/**
 * What the step graph is fed with, for several requests side by side, each in a slot: keys and values, tokens, and which of
 * the cache each beam descends from. Only what a step has added is ever copied.
 */
import type { HostArray } from '../../engine/engine.ts';
import { HIDDEN_SCORE } from '../../network/hiddenScore.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { type CacheKind, keysName, type StepShape, valuesName } from './beamPrograms.ts';

export type MemorySize = Omit<StepShape, 'candidateCount'>;

/** Beams that have advanced: where each comes from, and what it chose. */
export interface FollowedBeams {
  readonly count: number;
  readonly place: number;
  parent(beam: number): number;
  lastToken(beam: number): number;
}

type Arrays = Readonly<Record<string, HostArray>>;

export class BeamMemory {
  readonly size: MemorySize;
  /** By the names of the step program, but for its candidates. */
  readonly inputs: Arrays;
  readonly #shape: T5Shape;
  readonly #tokens: Int32Array;
  readonly #places: Int32Array;
  readonly #ancestors: Float32Array;
  readonly #padding: Float32Array;
  /** Beam that a running beam descends from at each place: [slots, beams, places]. */
  readonly #lines: Uint16Array;
  readonly #olderLines: Uint16Array;

  constructor(shape: T5Shape, size: MemorySize) {
    const { slotCount, beamCount, placeCount, inputLength } = size;
    const columns = placeCount * beamCount;
    this.#shape = shape;
    this.size = size;
    this.#tokens = new Int32Array(slotCount * beamCount);
    this.#places = new Int32Array(slotCount);
    this.#ancestors = new Float32Array(slotCount * beamCount * columns);
    this.#padding = new Float32Array(slotCount * inputLength);
    this.#lines = new Uint16Array(slotCount * columns);
    this.#olderLines = new Uint16Array(columns);
    const inputs: Record<string, HostArray> = {
      tokens: this.#tokens,
      places: this.#places,
      ancestors: this.#ancestors,
      padding: this.#padding,
    };
    const rowWidth = slotCount * shape.headCount * shape.keyWidth;
    for (const { kind, length } of [
      { kind: 'self', length: columns },
      { kind: 'cross', length: inputLength },
    ] as const) {
      for (const name of cacheNames(shape, kind)) inputs[name] = new Float32Array(rowWidth * length);
    }
    this.inputs = inputs;
  }

  /** Puts request `row` of a start program's outputs into a slot. */
  load(slot: number, started: Arrays, row: number, mask: Float32Array): void {
    const { inputLength, placeCount, beamCount } = this.size;
    const startLength = mask.length;
    for (const name of cacheNames(this.#shape, 'cross')) {
      this.#copyHeads(started[name]!, row, startLength, name, slot, inputLength, 0, Math.min(startLength, inputLength));
    }
    for (const name of cacheNames(this.#shape, 'self')) {
      this.#copyHeads(started[name]!, row, 1, name, slot, placeCount * beamCount, 0, 1);
    }
    for (let place = 0; place < inputLength; place++) {
      this.#padding[slot * inputLength + place] = mask[place] === 1 ? 0 : HIDDEN_SCORE;
    }
  }

  /** Keeps what the step that has just run computed for a slot's beams, before these advance. */
  keep(slot: number, outputs: Arrays, place: number): void {
    const { beamCount, placeCount } = this.size;
    if (place >= placeCount) return;
    for (const name of cacheNames(this.#shape, 'self')) {
      this.#copyHeads(
        outputs[name]!,
        slot,
        beamCount,
        name,
        slot,
        placeCount * beamCount,
        place * beamCount,
        beamCount,
      );
    }
  }

  /** Sets a slot up for the next step of beams that have advanced. */
  follow(slot: number, beams: FollowedBeams): void {
    const { beamCount, placeCount } = this.size;
    const columns = placeCount * beamCount;
    const { place, count } = beams;
    const lines = this.#lines.subarray(slot * columns, (slot + 1) * columns);
    this.#olderLines.set(lines);
    const ancestors = this.#ancestors.subarray(slot * beamCount * columns, (slot + 1) * beamCount * columns);
    ancestors.fill(HIDDEN_SCORE);
    for (let beam = 0; beam < count; beam++) {
      const parent = beams.parent(beam);
      const line = beam * placeCount;
      lines.set(this.#olderLines.subarray(parent * placeCount, parent * placeCount + place - 1), line);
      lines[line + place - 1] = parent;
      for (let past = 0; past < place; past++) ancestors[beam * columns + past * beamCount + lines[line + past]!] = 0;
      this.#tokens[slot * beamCount + beam] = beams.lastToken(beam);
    }
    this.#places[slot] = place;
  }

  /** Copies `length` places of each head: [rows, heads, fromLength, key width] to [slots, heads, toLength, key width]. */
  #copyHeads(
    from: HostArray,
    fromRow: number,
    fromLength: number,
    to: string,
    slot: number,
    toLength: number,
    toPlace: number,
    length: number,
  ): void {
    const { headCount, keyWidth } = this.#shape;
    const target = this.inputs[to] as Float32Array;
    for (let head = 0; head < headCount; head++) {
      const start = (fromRow * headCount + head) * fromLength * keyWidth;
      const piece = (from as Float32Array).subarray(start, start + length * keyWidth);
      target.set(piece, ((slot * headCount + head) * toLength + toPlace) * keyWidth);
    }
  }
}

function cacheNames({ decoderBlockCount }: T5Shape, kind: CacheKind): string[] {
  return Array.from({ length: decoderBlockCount }, (_, block) => [
    keysName(kind, block),
    valuesName(kind, block),
  ]).flat();
}
