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

/** The entries under longer names. */
export function withPrefix<Value>(values: Readonly<Record<string, Value>>, prefix: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

/** The entries whose names begin so, under what is left of them. */
export function withoutPrefix<Value>(values: Readonly<Record<string, Value>>, prefix: string): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
