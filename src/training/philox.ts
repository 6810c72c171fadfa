/**
 * Random words and dropout masks from Philox4x32-10, a counter-based generator: the numbers of a training step are a
 * function of (seed, stream, step) alone, so that any engine, in any order, and a run resumed at any step draw the same.
 */
import { openPhiloxModule } from './philoxModule.ts';

/** A family of independent streams under one seed. */
export interface RandomStream {
  readonly seed: number;
  /** What the numbers are for; streams with different names never overlap. */
  readonly stream: number;
}

const PAGE_BYTES = 65_536;
const WORDS_PER_GROUP = 16;
const FLOATS_PER_GROUP = 32;
/** Groups per call: what they write (128 kB) is copied out while it is still in the cache. */
const GROUPS_PER_CALL = 1024;

const philox = openPhiloxModule((GROUPS_PER_CALL * FLOATS_PER_GROUP * 4) / PAGE_BYTES);

/** Fills `out` with the random words of (seed, stream, step); equal arguments give equal words. */
export function fillRandomWords({ seed, stream }: RandomStream, step: number, out: Uint32Array): void {
  const scratch = new Uint32Array(philox.memory.buffer);
  inGroups(out, WORDS_PER_GROUP, scratch, (groups, block) => {
    philox.words(0, groups, block, step, stream, seed, Math.floor(seed / 2 ** 32));
  });
}

/**
 * Inverted-dropout mask: 0 with probability `rate`, else 1 / (1 - rate). Each word serves two elements, the lower half
 * first, so a rate is met to within 2^-16.
 */
export function fillDropoutMask({ seed, stream }: RandomStream, step: number, rate: number, out: Float32Array): void {
  const scratch = new Float32Array(philox.memory.buffer);
  const threshold = Math.round(rate * 65_536);
  const kept = 1 / (1 - rate);
  inGroups(out, FLOATS_PER_GROUP, scratch, (groups, block) => {
    philox.mask(0, groups, block, step, stream, seed, Math.floor(seed / 2 ** 32), threshold, kept);
  });
}

function inGroups<A extends Uint32Array | Float32Array>(
  out: A,
  perGroup: number,
  scratch: A,
  generate: (groups: number, block: number) => void,
): void {
  const perCall = GROUPS_PER_CALL * perGroup;
  for (let start = 0; start < out.length; start += perCall) {
    const count = Math.min(perCall, out.length - start);
    // A group is four blocks, whatever it is turned into.
    generate(Math.ceil(count / perGroup), (start / perGroup) * 4);
    out.set(scratch.subarray(0, count), start);
  }
}
