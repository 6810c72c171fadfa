/** Named parameters of a network: their shapes and how they begin. */
import type { HostArray, TensorSpec } from '../engine/engine.ts';

export type Initialiser =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number };

export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
}

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

export const ZEROS: Initialiser = { kind: 'constant', value: 0 };
export const ONES: Initialiser = { kind: 'constant', value: 1 };

/** Host values with the spec that an engine's state is made from. */
export interface StateValue {
  readonly spec: TensorSpec;
  readonly values: HostArray;
}

export function floatSpec(shape: readonly number[]): TensorSpec {
  return { shape, dtype: 'float32' };
}

export function parameterCount(specs: ParameterSpecs): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
