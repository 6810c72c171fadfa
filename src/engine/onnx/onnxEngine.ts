/** Runs programs as ONNX graphs. State is kept twice: a run reads one set of buffers and writes the other. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import * as ort from 'onnxruntime-node';
import {
  checkInputs,
  type CompiledProgram,
  type CompileOptions,
  elementCount,
  type Engine,
  type EngineFacts,
  type EngineOptions,
  type EngineState,
  type HostArray,
  type Program,
  type TensorSpec,
} from '../engine.ts';
import { programInput, programOutput, stateInput, stateOutput, traceProgram } from './trace.ts';

/** Larger entries stay inputs of frozen graphs, of which a model has several. */
const LARGEST_FROZEN_BYTES = 16 * 2 ** 20;

function allocate(spec: TensorSpec): HostArray {
  const count = elementCount(spec);
  if (spec.dtype === 'float32') return new Float32Array(count);
  return spec.dtype === 'int32' ? new Int32Array(count) : new Uint8Array(count);
}

function wrap(spec: TensorSpec, values: HostArray): ort.Tensor {
  return new ort.Tensor(spec.dtype, values as never, spec.shape);
}

class StateEntry {
  readonly spec: TensorSpec;
  current: ort.Tensor;
  #spare: ort.Tensor | null = null;

  constructor(spec: TensorSpec, values: HostArray) {
    this.spec = spec;
    this.current = wrap(spec, values.slice());
  }

  /** The buffer for the next value, made when the first program that updates this entry runs. */
  get spare(): ort.Tensor {
    this.#spare ??= wrap(this.spec, allocate(this.spec));
    return this.#spare;
  }

  swap(): void {
    const next = this.spare;
    this.#spare = this.current;
    this.current = next;
  }
}

class OnnxState implements EngineState {
  readonly entries: ReadonlyMap<string, StateEntry>;
  readonly specs: Readonly<Record<string, TensorSpec>>;

  constructor(values: Readonly<Record<string, { readonly spec: TensorSpec; readonly values: HostArray }>>) {
    this.entries = new Map(
      Object.entries(values).map(([name, entry]) => [name, new StateEntry(entry.spec, entry.values)]),
    );
    this.specs = Object.fromEntries(Object.entries(values).map(([name, { spec }]) => [name, spec]));
  }

  read(name: string): Promise<HostArray> {
    return Promise.resolve((this.#entry(name).current.data as HostArray).slice());
  }

  write(name: string, values: HostArray): Promise<void> {
    (this.#entry(name).current.data as Float32Array).set(values);
    return Promise.resolve();
  }

  /** An entry's bytes for building into a graph; null where a copy in every graph would cost too much memory. */
  frozenBytes(name: string): Uint8Array | null {
    const data = this.#entry(name).current.data as HostArray;
    return data.byteLength > LARGEST_FROZEN_BYTES
      ? null
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }

  dispose(): void {
    // The buffers belong to JavaScript's garbage collector.
  }

  #entry(name: string): StateEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`The engine's state has no entry "${name}".`);
    return entry;
  }
}

class OnnxEngine implements Engine {
  readonly facts: EngineFacts;
  readonly #options: EngineOptions;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.facts = {
      name: 'onnx',
      provider: 'cpu',
      threads: options.threads,
      versions: { 'onnxruntime-node': ort.env.versions.node ?? packageVersion('onnxruntime-node') },
    };
  }

  createState(values: Parameters<Engine['createState']>[0]): EngineState {
    return new OnnxState(values);
  }

  async compile(program: Program, state: EngineState, options: CompileOptions = {}): Promise<CompiledProgram> {
    if (!(state instanceof OnnxState)) throw new Error('This state was made by another engine.');
    const start = performance.now();
    const frozen = options.state === 'frozen' ? (name: string) => state.frozenBytes(name) : () => null;
    const traced = traceProgram(program, state.specs, frozen);
    const { profilePrefix } = this.#options;
    const session = await ort.InferenceSession.create(traced.model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: this.#options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(profilePrefix === undefined
        ? {}
        : { enableProfiling: true, profileFilePrefix: `${profilePrefix}-${program.name}` }),
    });
    const compileSeconds = (performance.now() - start) / 1000;
    return new OnnxProgram(program, state, session, traced.outputs, traced.updated, compileSeconds);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

class OnnxProgram implements CompiledProgram {
  readonly compileSeconds: number;
  readonly #program: Program;
  readonly #session: ort.InferenceSession;
  /** State entries that the graph reads. */
  readonly #read: readonly (readonly [string, StateEntry])[];
  readonly #updated: readonly (readonly [string, StateEntry])[];
  readonly #outputs: Readonly<Record<string, ort.Tensor>>;
  readonly #results: Readonly<Record<string, HostArray>>;

  constructor(
    program: Program,
    state: OnnxState,
    session: ort.InferenceSession,
    outputs: Readonly<Record<string, TensorSpec>>,
    updated: readonly string[],
    compileSeconds: number,
  ) {
    this.compileSeconds = compileSeconds;
    this.#program = program;
    this.#session = session;
    const taken = new Set(session.inputNames);
    this.#read = [...state.entries]
      .map(([name, entry]) => [stateInput(name), entry] as const)
      .filter(([name]) => taken.has(name));
    this.#updated = updated.map((name) => [stateOutput(name), state.entries.get(name)!]);
    this.#outputs = Object.fromEntries(
      Object.entries(outputs).map(([name, spec]) => [programOutput(name), wrap(spec, allocate(spec))]),
    );
    this.#results = Object.fromEntries(
      Object.keys(outputs).map((name) => [name, this.#outputs[programOutput(name)]!.data as HostArray]),
    );
  }

  async run(inputs: Readonly<Record<string, HostArray>>): Promise<Readonly<Record<string, HostArray>>> {
    checkInputs(this.#program, inputs);
    const feeds: Record<string, ort.Tensor> = {};
    for (const [name, spec] of Object.entries(this.#program.inputs))
      feeds[programInput(name)] = wrap(spec, inputs[name]!);
    for (const [name, entry] of this.#read) feeds[name] = entry.current;
    const fetches: Record<string, ort.Tensor> = { ...this.#outputs };
    for (const [name, entry] of this.#updated) fetches[name] = entry.spare;
    await this.#session.run(feeds, fetches);
    for (const [, entry] of this.#updated) entry.swap();
    return this.#results;
  }

  dispose(): Promise<void> {
    // Without profiling there is nothing to end; with it, this writes the file.
    this.#session.endProfiling();
    return this.#session.release();
  }
}

function packageVersion(name: string): string {
  return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
}

export function openOnnxEngine(options: EngineOptions): Engine {
  return new OnnxEngine(options);
}
