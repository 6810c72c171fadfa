/**
 * Seeded random numbers on the host, for shuffles and draws: xoshiro128** (Blackman and Vigna 2018), its state filled
 * by splitmix64 as its authors advise. Not for secrets, and not the generator of training masks: that one counts.
 */
const MASK_64 = 0xffff_ffff_ffff_ffffn;

/** splitmix64 (Steele, Lea and Flood 2014): `count` 64-bit words from a seed. */
export function splitmix64(seed: bigint, count: number): bigint[] {
  const words: bigint[] = [];
  let state = seed & MASK_64;
  for (let i = 0; i < count; i++) {
    state = (state + 0x9e37_79b9_7f4a_7c15n) & MASK_64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK_64;
    z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK_64;
    words.push(z ^ (z >> 31n));
  }
  return words;
}

export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  /** State words as the reference implementation takes them; use `Random.fromSeed` for a plain seed. */
  constructor(state: readonly [number, number, number, number]) {
    [this.s0, this.s1, this.s2, this.s3] = state.map((word) => word | 0) as [number, number, number, number];
    if ((this.s0 | this.s1 | this.s2 | this.s3) === 0) throw new RangeError('xoshiro128** needs a state other than 0');
  }

  /** `stream` separates independent uses of one seed, for example one per part of a program. */
  static fromSeed(seed: number, stream = 0): Random {
    const [a, b] = splitmix64(BigInt(seed) ^ (BigInt(stream) << 40n), 2) as [bigint, bigint];
    const low = (word: bigint): number => Number(word & 0xffff_ffffn);
    return new Random([low(a), low(a >> 32n), low(b), low(b >> 32n)]);
  }

  /** Whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const product = Math.imul(this.s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result;
  }

  /** In [0, 1), with 32 random bits. */
  uniform(): number {
    return this.uint32() * 2 ** -32;
  }

  /** Whole number from 0 to bound - 1, each exactly as likely: draws beyond the last full multiple are repeated. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % bound;
  }

  /** Standard normal, by Box and Muller; one of the pair is thrown away to keep no hidden state. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** `count` different whole numbers from 0 to bound - 1, ascending (Floyd's draw: no array of the whole range). */
  sample(bound: number, count: number): Uint32Array {
    if (count > bound) throw new RangeError(`Cannot draw ${count} of ${bound}`);
    const chosen = new Set<number>();
    for (let top = bound - count; top < bound; top++) {
      const draw = this.below(top + 1);
      chosen.add(chosen.has(draw) ? top : draw);
    }
    return Uint32Array.from(chosen).sort();
  }

  /** In place (Fisher and Yates). */
  shuffle(values: Uint32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = values[i]!;
      values[i] = values[j]!;
      values[j] = held;
    }
  }
}
