/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based generator.
 * The numbers of a training step are a function of (seed, stream, step) alone, so that any engine, in any order, and a
 * run resumed at any step draw the same ones.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const low = Math.imul(aLow, bLow) >>> 16;
  const middle = Math.imul(aHigh, bLow) + low;
  const cross = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16);
}

/** One block: counter of four words and key of two words to four words, written to `out` at `offset`. */
export function philoxBlock(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
  offset: number,
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** A family of independent streams under one seed. */
export interface RandomStream {
  readonly seed: number;
  /** What the numbers are for; streams with different names never overlap. */
  readonly stream: number;
}

/** Fills `out` with the random words of (seed, stream, step); equal arguments give equal words. */
export function fillRandomWords({ seed, stream }: RandomStream, step: number, out: Uint32Array): void {
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0] as const;
  const whole = out.length >>> 2;
  for (let block = 0; block < whole; block++) philoxBlock([block, step, stream, 0], key, out, block * 4);
  if (whole * 4 < out.length) {
    const last = new Uint32Array(4);
    philoxBlock([whole, step, stream, 0], key, last, 0);
    out.set(last.subarray(0, out.length - whole * 4), whole * 4);
  }
}
