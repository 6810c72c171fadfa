/** Negatives, shuffles and initial weights from Philox words. */
import { fillRandomWords, type RandomStream } from './philox.ts';

/** Whole numbers from 0 to `bound` - 1; uniform to within bound / 2^32. */
export function fillUniformIntegers(source: RandomStream, step: number, bound: number, out: Int32Array): void {
  const words = new Uint32Array(out.length);
  fillRandomWords(source, step, words);
  for (let index = 0; index < out.length; index++) out[index] = Math.floor((words[index]! * bound) / 2 ** 32);
}

/** Normal numbers by Box and Muller. */
export function fillNormal(source: RandomStream, step: number, deviation: number, out: Float32Array): void {
  const words = new Uint32Array(out.length + (out.length & 1));
  fillRandomWords(source, step, words);
  for (let index = 0; index < out.length; index += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log((words[index]! + 1) / 2 ** 32));
    const angle = (2 * Math.PI * words[index + 1]!) / 2 ** 32;
    out[index] = radius * Math.cos(angle);
    if (index + 1 < out.length) out[index + 1] = radius * Math.sin(angle);
  }
}

/** Uniform numbers in [-bound, bound). */
export function fillUniform(source: RandomStream, step: number, bound: number, out: Float32Array): void {
  const words = new Uint32Array(out.length);
  fillRandomWords(source, step, words);
  for (let index = 0; index < out.length; index++) out[index] = ((words[index]! * 2) / 2 ** 32 - 1) * bound;
}

/** The numbers from 0 to `count` - 1 in random order (Fisher and Yates). */
export function randomPermutation(source: RandomStream, step: number, count: number): Uint32Array {
  const words = new Uint32Array(count);
  fillRandomWords(source, step, words);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = Math.floor((words[index]! * (index + 1)) / 2 ** 32);
    const moved = order[index]!;
    order[index] = order[other]!;
    order[other] = moved;
  }
  return order;
}
