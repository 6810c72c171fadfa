/**
 * Philox4x32-10 as a WebAssembly module: four blocks at a time, one per lane. It computes the very words of
 * `philoxScalar.ts`, some thirty times as fast as JavaScript.
 */
import {
  ADD,
  advance,
  assemble,
  type Code,
  F32,
  get,
  I32,
  i32,
  repeat,
  set,
  SPLAT,
  SPLAT_FLOAT,
  store,
  vector,
  type WebAssemblyFunction,
} from '../webAssembly/assembler.ts';
import { MULTIPLIER_0, MULTIPLIER_1, ROUNDS, WEYL_0, WEYL_1 } from './philoxScalar.ts';

const ADD_LANES = vector(0xae);
const AND = vector(0x4e);
const XOR = vector(0x51);
const AT_LEAST_UNSIGNED = vector(0x40);
const WIDEN_LOW = vector(0xa9);
const WIDEN_HIGH = vector(0xaa);
const PRODUCT_LOW = vector(0xde);
const PRODUCT_HIGH = vector(0xdf);
const lanes = (...numbers: number[]): Code => vector(0x0c, ...new Uint8Array(Uint32Array.from(numbers).buffer));
/** Chooses four 32-bit lanes out of the eight of two vectors. */
const shuffle = (...chosen: number[]): Code =>
  vector(0x0d, ...chosen.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)));

/** Parameters of both functions, by local number. */
const ADDRESS = 0;
const GROUPS = 1;
const BLOCK = 2;
const STEP = 3;
const STREAM = 4;
const KEY = [5, 6] as const;
const THRESHOLD = 7;
const KEPT = 8;
const WORDS_PARAMETERS = new Array<number>(7).fill(I32);
const MASK_PARAMETERS = [...WORDS_PARAMETERS, I32, F32];

/** Counter words of four blocks, then room for products; numbered after the parameters. */
function vectorLocals(parameterCount: number) {
  const [c0, c1, c2, c3, even0, odd0, even1, odd1] = Array.from(
    { length: 8 },
    (_, index) => parameterCount + index,
  ) as [number, number, number, number, number, number, number, number];
  return { c0, c1, c2, c3, even0, odd0, even1, odd1, count: 8 };
}

function rounds(v: ReturnType<typeof vectorLocals>): Code {
  const code: number[] = [];
  const product = (counter: number, multiplier: number, low: number, high: number): Code => {
    const operands = [...get(counter), ...i32(multiplier), ...SPLAT];
    return [...operands, ...PRODUCT_LOW, ...set(low), ...operands, ...PRODUCT_HIGH, ...set(high)];
  };
  const upper = (low: number, high: number): Code => [...get(low), ...get(high), ...shuffle(1, 3, 5, 7)];
  const lower = (low: number, high: number): Code => [...get(low), ...get(high), ...shuffle(0, 2, 4, 6)];
  const roundKey = (which: 0 | 1, round: number): Code => [
    ...get(KEY[which]),
    ...i32(Math.imul(round, which === 0 ? WEYL_0 : WEYL_1)),
    ...ADD,
    ...SPLAT,
  ];
  for (let round = 0; round < ROUNDS; round++) {
    code.push(...product(v.c0, MULTIPLIER_0, v.even0, v.odd0), ...product(v.c2, MULTIPLIER_1, v.even1, v.odd1));
    code.push(...upper(v.even1, v.odd1), ...get(v.c1), ...XOR, ...roundKey(0, round), ...XOR, ...set(v.c0));
    code.push(...upper(v.even0, v.odd0), ...get(v.c3), ...XOR, ...roundKey(1, round), ...XOR, ...set(v.c2));
    code.push(...lower(v.even1, v.odd1), ...set(v.c1), ...lower(v.even0, v.odd0), ...set(v.c3));
  }
  return code;
}

/** From lane-per-block to block after block: transposes the four vectors in place. */
function transpose(v: ReturnType<typeof vectorLocals>): Code {
  const pair = (a: number, b: number, chosen: number[], to: number): Code => [
    ...get(a),
    ...get(b),
    ...shuffle(...chosen),
    ...set(to),
  ];
  return [
    ...pair(v.c0, v.c1, [0, 4, 1, 5], v.even0),
    ...pair(v.c0, v.c1, [2, 6, 3, 7], v.odd0),
    ...pair(v.c2, v.c3, [0, 4, 1, 5], v.even1),
    ...pair(v.c2, v.c3, [2, 6, 3, 7], v.odd1),
    ...pair(v.even0, v.even1, [0, 1, 4, 5], v.c0),
    ...pair(v.even0, v.even1, [2, 3, 6, 7], v.c1),
    ...pair(v.odd0, v.odd1, [0, 1, 4, 5], v.c2),
    ...pair(v.odd0, v.odd1, [2, 3, 6, 7], v.c3),
  ];
}

/** A loop over groups of four blocks; `output` stores a group's words, `bytes` is what it writes. */
function overGroups(
  name: string,
  parameters: Code,
  output: (v: ReturnType<typeof vectorLocals>) => Code,
  bytes: number,
): WebAssemblyFunction {
  const v = vectorLocals(parameters.length);
  const group = [
    ...get(BLOCK),
    ...SPLAT,
    ...lanes(0, 1, 2, 3),
    ...ADD_LANES,
    ...set(v.c0),
    ...get(STEP),
    ...SPLAT,
    ...set(v.c1),
    ...get(STREAM),
    ...SPLAT,
    ...set(v.c2),
    ...i32(0),
    ...SPLAT,
    ...set(v.c3),
    ...rounds(v),
    ...transpose(v),
    ...output(v),
    ...advance(ADDRESS, bytes),
    ...advance(BLOCK, 4),
  ];
  return { name, parameters, vectorCount: v.count, body: repeat(GROUPS, group) };
}

const storeWords = (v: ReturnType<typeof vectorLocals>): Code =>
  [v.c0, v.c1, v.c2, v.c3].flatMap((word, index) => [...get(ADDRESS), ...get(word), ...store(index * 16)]);

/** Halves of words at or above the threshold become `kept`, the others 0. */
const storeMask = (v: ReturnType<typeof vectorLocals>): Code =>
  [v.c0, v.c1, v.c2, v.c3].flatMap((word, index) =>
    [WIDEN_LOW, WIDEN_HIGH].flatMap((widen, half) => [
      ...get(ADDRESS),
      ...get(word),
      ...widen,
      ...get(THRESHOLD),
      ...SPLAT,
      ...AT_LEAST_UNSIGNED,
      ...get(KEPT),
      ...SPLAT_FLOAT,
      ...AND,
      ...store(index * 32 + half * 16),
    ]),
  );

export interface PhiloxModule {
  readonly memory: WebAssembly.Memory;
  /** Sixteen words (64 bytes) a group, from block `block` on. */
  words(address: number, groups: number, block: number, step: number, stream: number, key0: number, key1: number): void;
  /** Thirty-two floats (128 bytes) a group. */
  mask(
    address: number,
    groups: number,
    block: number,
    step: number,
    stream: number,
    key0: number,
    key1: number,
    threshold: number,
    kept: number,
  ): void;
}

/** @param pages Of 64 KiB, of its memory. */
export function openPhiloxModule(pages: number): PhiloxModule {
  const words = overGroups('words', WORDS_PARAMETERS, storeWords, 64);
  const mask = overGroups('mask', MASK_PARAMETERS, storeMask, 128);
  const { memory, exports } = assemble([words, mask], pages);
  return { memory, ...(exports as Omit<PhiloxModule, 'memory'>) };
}
