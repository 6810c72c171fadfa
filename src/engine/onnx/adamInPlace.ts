/**
 * Adam in one pass over a parameter and its moments, which are written over. ONNX Runtime needs a pass for each of a dozen
 * element-wise operators, and onnxruntime-node copies all that a graph puts out; here only gradients come out of the
 * graph. The operations are those of `applyAdam`, in its order.
 */
import {
  advance,
  assemble,
  type Code,
  F32,
  get,
  I32,
  load,
  repeat,
  set,
  SPLAT_FLOAT,
  store,
  vector,
  type WebAssemblyFunction,
} from '../../webAssembly/assembler.ts';

export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  /** What gradients are multiplied by. */
  readonly scale: number;
  readonly stepSize: number;
  readonly stepEpsilon: number;
  /** What the parameter is multiplied by. */
  readonly kept: number;
}

export interface AdamArrays {
  readonly parameter: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  readonly gradient: Float32Array;
}

/** Four pieces of this many floats, one of each array, fit into a processor's second cache. */
const PIECE_FLOATS = 8192;
const PIECE_BYTES = PIECE_FLOATS * 4;
const PAGE_BYTES = 65_536;
const LANES = 4;

/** Where the pieces begin. */
const PARAMETER = 0;
const FIRST_MOMENT = PIECE_BYTES;
const SECOND_MOMENT = 2 * PIECE_BYTES;
const GRADIENT = 3 * PIECE_BYTES;

const SQRT = vector(0xe3);
const ADD = vector(0xe4);
const SUBTRACT = vector(0xe5);
const MULTIPLY = vector(0xe6);
const DIVIDE = vector(0xe7);

/** Parameters of the function, by local number, then its vectors. */
const [ADDRESS, GROUPS, BETA1, BETA2, SCALE, STEP_SIZE, STEP_EPSILON, KEPT] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const NUMBERS = [BETA1, BETA2, SCALE, STEP_SIZE, STEP_EPSILON, KEPT];
const PARAMETERS = [I32, I32, ...NUMBERS.map(() => F32)];
/** A number in every lane. */
const spread = (number: number): number => number + NUMBERS.length;
const [G, M, V] = [14, 15, 16] as const;

const at = (piece: number): Code => [...get(ADDRESS), ...load(piece)];
const times = (factor: number): Code => [...get(spread(factor)), ...MULTIPLY];

const group: Code = [
  ...[...at(GRADIENT), ...times(SCALE), ...set(G)],
  ...[...at(FIRST_MOMENT), ...times(BETA1), ...get(G), ...ADD, ...set(M)],
  ...[...at(SECOND_MOMENT), ...times(BETA2), ...get(G), ...get(G), ...MULTIPLY, ...ADD, ...set(V)],
  ...[...get(ADDRESS), ...get(M), ...store(FIRST_MOMENT)],
  ...[...get(ADDRESS), ...get(V), ...store(SECOND_MOMENT)],
  ...[...get(ADDRESS), ...at(PARAMETER), ...times(KEPT)],
  ...[...get(M), ...get(V), ...SQRT, ...get(spread(STEP_EPSILON)), ...ADD, ...DIVIDE, ...times(STEP_SIZE)],
  ...[...SUBTRACT, ...store(PARAMETER)],
  ...advance(ADDRESS, LANES * 4),
];

const adamFunction: WebAssemblyFunction = {
  name: 'adam',
  parameters: PARAMETERS,
  vectorCount: NUMBERS.length + 3,
  body: [
    ...NUMBERS.flatMap((number) => [...get(number), ...SPLAT_FLOAT, ...set(spread(number))]),
    ...repeat(GROUPS, group),
  ],
};

interface AdamModule {
  /** @param groups Of four floats. */
  readonly adam: (
    address: number,
    groups: number,
    ...numbers: [beta1: number, beta2: number, scale: number, stepSize: number, stepEpsilon: number, kept: number]
  ) => void;
}

const { memory, exports } = assemble([adamFunction], (4 * PIECE_BYTES) / PAGE_BYTES);
const { adam } = exports as AdamModule;
const piece = (bytes: number): Float32Array => new Float32Array(memory.buffer, bytes, PIECE_FLOATS);
const scratch: AdamArrays = {
  parameter: piece(PARAMETER),
  firstMoment: piece(FIRST_MOMENT),
  secondMoment: piece(SECOND_MOMENT),
  gradient: piece(GRADIENT),
};

/** @param arrays All of one length. */
export function adamInPlace(arrays: AdamArrays, numbers: AdamNumbers): void {
  const { parameter, firstMoment, secondMoment, gradient } = arrays;
  const { beta1, beta2, scale, stepSize, stepEpsilon, kept } = numbers;
  for (let start = 0; start < parameter.length; start += PIECE_FLOATS) {
    const end = Math.min(start + PIECE_FLOATS, parameter.length);
    const count = end - start;
    scratch.parameter.set(parameter.subarray(start, end));
    scratch.firstMoment.set(firstMoment.subarray(start, end));
    scratch.secondMoment.set(secondMoment.subarray(start, end));
    scratch.gradient.set(gradient.subarray(start, end));
    adam(0, Math.ceil(count / LANES), beta1, beta2, scale, stepSize, stepEpsilon, kept);
    parameter.set(scratch.parameter.subarray(0, count), start);
    firstMoment.set(scratch.firstMoment.subarray(0, count), start);
    secondMoment.set(scratch.secondMoment.subarray(0, count), start);
  }
}
