/**
 * The contract between models and the runtimes that execute them. A model is written once, as a pure function over
 * TF.js tensors (a `Program`); an engine runs it, and keeps the state (parameters, optimiser moments) where it likes.
 */
import type { DataTypeMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * `onnx`: traced into ONNX graphs, fast. `tensorflow`: TF.js on the TensorFlow library, where that is installed.
 * `reference`: TF.js on plain JavaScript, slow, the oracle of the others.
 */
export const ENGINES = ['onnx', 'tensorflow', 'reference'] as const;
export type EngineName = (typeof ENGINES)[number];

/** What the onnx engine computes on: ONNX Runtime's execution providers, by its names for them. */
export const PROVIDERS = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml'] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: keyof Pick<DataTypeMap, 'float32' | 'int32' | 'bool'>;
}

export type HostArray = Float32Array | Int32Array | Uint8Array;
export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * A pure function over tensors of fixed shapes. It may not read values, sample, or depend on anything but its
 * arguments: an engine may run it once and keep the graph. State that it does not return stays as it is.
 */
export interface Program {
  readonly name: string;
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  run(state: Tensors, inputs: Tensors): { readonly outputs: Tensors; readonly state?: Tensors };
}

/** Named tensors that live with the engine between runs. */
export interface EngineState {
  readonly specs: Readonly<Record<string, TensorSpec>>;
  /** A copy of an entry. */
  read(name: string): Promise<HostArray>;
  write(name: string, values: HostArray): Promise<void>;
  dispose(): void;
}

export interface CompiledProgram {
  /** Arrays of the inputs' sizes in, arrays of the outputs out. The outputs are overwritten by the next run. */
  run(inputs: Readonly<Record<string, HostArray>>): Promise<Readonly<Record<string, HostArray>>>;
  readonly compileSeconds: number;
  dispose(): Promise<void>;
}

export interface CompileOptions {
  /**
   * `live`: every run sees the state as it is. `frozen`: the state of this moment may be built into the graph, which
   * is quicker to run and slower to compile.
   */
  readonly state?: 'live' | 'frozen';
  /** Threads of one operator, where fewer than the engine's are better: small graphs wait longer than they compute. */
  readonly threads?: number;
}

export interface EngineFacts {
  readonly name: EngineName;
  /** Where it computes: `cpu`, `cuda`, ... */
  readonly provider: string;
  readonly threads: number;
  /** Versions of the packages that it runs on. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Engine {
  readonly facts: EngineFacts;
  /** Multiply-adds of matrix products in all programs run so far; null where the engine cannot count them. */
  readonly multiplyAdds: number | null;
  createState(values: Readonly<Record<string, { readonly spec: TensorSpec; readonly values: HostArray }>>): EngineState;
  compile(program: Program, state: EngineState, options?: CompileOptions): Promise<CompiledProgram>;
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** Threads of one operator. */
  readonly threads: number;
  /**
   * Write a profile of every graph's operators into files that begin with this path, once the engine is disposed (onnx
   * engine only).
   */
  readonly profilePrefix?: string;
}

/** Refuses a new value of a state that has another shape or type, or that the program was not given. */
export function checkStateEntry(
  program: Program,
  name: string,
  { shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>,
  spec: TensorSpec | undefined,
): void {
  if (spec === undefined) {
    throw new ProgramError(`Program "${program.name}" returns a state "${name}" that it was not given.`);
  }
  if (shape.join() !== spec.shape.join() || dtype !== spec.dtype) {
    throw new ProgramError(
      `Program "${program.name}" turns state "${name}" from ${spec.dtype}[${spec.shape.join()}] ` +
        `into ${dtype}[${shape.join()}]; shapes may not change.`,
    );
  }
}

/** A program that breaks its contract. */
export class ProgramError extends Error {
  override readonly name: string = 'ProgramError';
}

/** Refuses values that are not as many as the entry of a state has. */
export function checkStateValues(name: string, spec: TensorSpec, values: HostArray): void {
  if (values.length !== elementCount(spec)) {
    throw new Error(`State "${name}" has the shape [${spec.shape.join()}] and was given ${values.length} numbers.`);
  }
}

export function elementCount(spec: TensorSpec): number {
  return spec.shape.reduce((product, size) => product * size, 1);
}

/** Refuses inputs of the wrong name or length with a sentence. */
export function checkInputs(program: Program, inputs: Readonly<Record<string, HostArray>>): void {
  for (const [name, spec] of Object.entries(program.inputs)) {
    const array = inputs[name];
    if (array?.length !== elementCount(spec)) {
      throw new Error(
        `Program "${program.name}" needs input "${name}" of shape [${spec.shape.join()}] and got ` +
          (array === undefined ? 'nothing.' : `${array.length} numbers.`),
      );
    }
  }
}
