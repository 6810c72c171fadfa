import { expect, test } from 'vitest';
import { Random, splitmix64 } from '../src/random.ts';

test('splitmix64 gives the published values for seed 1234567', () => {
  expect(splitmix64(1_234_567n, 5)).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ]);
});

test('xoshiro128** gives what the reference implementation gives', () => {
  // State and values of the verification data of edorfaus/xoshiro-6502, made with the C code of its authors.
  const random = new Random([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
  expect([random.uint32(), random.uint32(), random.uint32(), random.uint32()]).toEqual([
    0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70,
  ]);
  // First values from the state 1, 2, 3, 4, as in the tests of Rust's rand_xoshiro.
  const simple = new Random([1, 2, 3, 4]);
  expect([simple.uint32(), simple.uint32(), simple.uint32(), simple.uint32()]).toEqual([11520, 0, 5927040, 70819200]);
});

test('the same seed and stream repeat, others differ', () => {
  const draw = (seed: number, stream: number): number[] => {
    const random = Random.fromSeed(seed, stream);
    return Array.from({ length: 4 }, () => random.uint32());
  };
  expect(draw(1, 0)).toEqual(draw(1, 0));
  const streams = [draw(1, 0), draw(1, 1), draw(2, 0), draw(0, 1), draw(2, 1)];
  expect(new Set(streams.map((values) => values.join())).size).toBe(5);
});

test('a state of zeros is refused', () => {
  expect(() => new Random([0, 0, 0, 0])).toThrow(/other than 0/);
});

test('below is even: chi-square over 7 places', () => {
  const random = Random.fromSeed(3);
  const counts = new Uint32Array(7);
  for (let draw = 0; draw < 70_000; draw++) counts[random.below(7)]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  // 99.9 % quantile with 6 degrees of freedom.
  expect(chiSquare).toBeLessThan(22.46);
});

test('normal and exponential draws have their means and deviations', () => {
  const random = Random.fromSeed(4);
  const moments = (draw: () => number): [number, number] => {
    const values = Array.from({ length: 40_000 }, draw);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
  };
  const [normalMean, normalDeviation] = moments(() => random.normal());
  expect(Math.abs(normalMean)).toBeLessThan(0.02);
  expect(Math.abs(normalDeviation - 1)).toBeLessThan(0.02);
  const [exponentialMean, exponentialDeviation] = moments(() => random.exponential());
  expect(Math.abs(exponentialMean - 1)).toBeLessThan(0.025);
  expect(Math.abs(exponentialDeviation - 1)).toBeLessThan(0.04);
});

test('a sample is distinct, ascending and reaches every number alike', () => {
  const random = Random.fromSeed(5);
  const counts = new Uint32Array(20);
  for (let round = 0; round < 5_000; round++) {
    const sample = random.sample(20, 6);
    const isAscending = sample.every((number, place) => place === 0 || number > sample[place - 1]!);
    if (sample.length !== 6 || !isAscending) expect.fail(`not 6 ascending numbers: ${sample.join()}`);
    for (const number of sample) counts[number]!++;
  }
  // Each is drawn 1,500 times on average; the deviation is 32.4.
  for (const count of counts) expect(Math.abs(count - 1_500)).toBeLessThan(4 * 32.4);
  expect(Array.from(random.sample(4, 4))).toEqual([0, 1, 2, 3]);
  expect(() => random.sample(3, 4)).toThrow(RangeError);
});

test('a shuffle is a permutation, and each number may end anywhere', () => {
  const random = Random.fromSeed(6);
  const places = new Uint32Array(5);
  for (let round = 0; round < 5_000; round++) {
    const values = Uint32Array.of(0, 1, 2, 3, 4);
    random.shuffle(values);
    places[values.indexOf(0)]!++;
    if (values.toSorted().join() !== '0,1,2,3,4') expect.fail(`not a permutation: ${values.join()}`);
  }
  for (const count of places) expect(Math.abs(count - 1_000)).toBeLessThan(4 * 28.3);
});
