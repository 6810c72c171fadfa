/**
 * Runs programs as ONNX graphs. On a CPU of few threads, what a step of Adam updates is written over once the graph has run;
 * other state that a graph puts out is kept twice: a run reads one set of buffers and writes the other.
 *
 * On WebGPU, state stays in the GPU's memory from run to run. On CUDA, CoreML and DirectML, whose tensors
 * onnxruntime-node cannot hold, it lies in host memory: each run copies what it reads there and what it writes back, for
 * a training step three times the parameters' bytes (weights and both moments) each way.
 */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import * as ort from 'onnxruntime-node';
import {
  checkInputs,
  type CompiledProgram,
  type CompileOptions,
  type Engine,
  type EngineFacts,
  type EngineOptions,
  type EngineState,
  type HostArray,
  type Program,
  type Provider,
  type TensorSpec,
} from '../engine.ts';
import { UserError } from '../../errors.ts';
import { DeviceCopies } from './deviceCopies.ts';
import { InPlaceUpdates } from './inPlaceUpdates.ts';
import { allocate, OnnxState, type StateEntry, wrap } from './onnxState.ts';
import { providerFault } from './providers.ts';
import { releaseCopies } from './releaseCopies.ts';
import { SessionCache, type SharedSession } from './sessionCache.ts';
import { programInput, programOutput, stateInput, stateOutput, type TracedUpdate, traceProgram } from './trace.ts';

/** Providers that add atomically. CoreML and DirectML have no such scatter and leave it to the CPU. */
const ATOMIC_ADDS: ReadonlySet<Provider> = new Set(['cuda', 'webgpu']);

/** WebGPU leaves the second output of SimplifiedLayerNormalization unwritten; of the others it is not known. */
const PUT_OUT_ROOTS: ReadonlySet<Provider> = new Set(['cpu', 'cuda']);

/** With more, a dozen passes by all of them are taken to be quicker than one pass by one; not measured. */
const MOST_THREADS_IN_PLACE = 4;

class OnnxEngine implements Engine {
  readonly facts: EngineFacts;
  readonly #options: EngineOptions;
  readonly #provider: Provider;
  /** Where state stays on the GPU; null: it lies in host memory. */
  readonly #copies: DeviceCopies | null;
  readonly #sessions = new SessionCache();
  #multiplyAdds = 0;

  constructor(options: EngineOptions, provider: Provider) {
    this.#options = options;
    this.#provider = provider;
    this.#copies = provider === 'webgpu' ? new DeviceCopies(this.#sessionOptions(options.threads)) : null;
    this.facts = {
      name: 'onnx',
      provider,
      threads: options.threads,
      versions: { 'onnxruntime-node': packageVersion('onnxruntime-node') },
    };
  }

  createState(values: Parameters<Engine['createState']>[0]): EngineState {
    return new OnnxState(values, this.#copies);
  }

  async compile(program: Program, state: EngineState, options: CompileOptions = {}): Promise<CompiledProgram> {
    if (!(state instanceof OnnxState)) throw new Error('This state was made by another engine.');
    const start = performance.now();
    if (options.state === 'frozen') await state.toHost();
    const frozen = options.state === 'frozen' ? (name: string) => state.frozenBytes(name) : () => null;
    const traced = traceProgram(program, state.specs, frozen, {
      addsAtomically: ATOMIC_ADDS.has(this.#provider),
      putsOutRoots: PUT_OUT_ROOTS.has(this.#provider),
      updatesInPlace: this.#updatesInPlace,
    });
    const { profilePrefix } = this.#options;
    const shared = await this.#sessions.open(traced.model, {
      ...this.#sessionOptions(options.threads ?? this.#options.threads),
      // Training has a graph for every number of rows, and an arena each would keep the largest need of all of them.
      enableCpuMemArena: traced.updated.length === 0 && traced.updates.length === 0,
      ...(this.#copies === null ? {} : { preferredOutputLocation: outputLocations(traced.outputs, traced.updated) }),
      ...(profilePrefix === undefined
        ? {}
        : { enableProfiling: true, profileFilePrefix: `${profilePrefix}-${program.name}` }),
    });
    const compileSeconds = (performance.now() - start) / 1000;
    const { outputs, updated, updates } = traced;
    const onRun = () => {
      this.#multiplyAdds += traced.multiplyAdds;
    };
    const parts = { program, state, shared, outputs, updated, updates };
    try {
      return new OnnxProgram({ ...parts, copies: this.#copies, compileSeconds, onRun });
    } catch (error) {
      await shared.release();
      throw error;
    }
  }

  get multiplyAdds(): number {
    return this.#multiplyAdds;
  }

  async dispose(): Promise<void> {
    await this.#sessions.dispose();
    await this.#copies?.dispose();
  }

  /** On other providers the update belongs where the gradients are. */
  get #updatesInPlace(): boolean {
    return this.#provider === 'cpu' && this.#options.threads <= MOST_THREADS_IN_PLACE;
  }

  #sessionOptions(threads: number): ort.InferenceSession.SessionOptions {
    return {
      executionProviders: [this.#provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      // Every session has threads of its own, which wait for work by spinning: not while another session computes.
      extra: { session: { force_spinning_stop: '1' } },
    };
  }
}

/** New state stays on the device, results come to the host. */
function outputLocations(
  outputs: Readonly<Record<string, TensorSpec>>,
  updated: readonly string[],
): Record<string, 'cpu' | 'gpu-buffer'> {
  return Object.fromEntries([
    ...updated.map((name) => [stateOutput(name), 'gpu-buffer'] as const),
    ...Object.keys(outputs).map((name) => [programOutput(name), 'cpu'] as const),
  ]);
}

interface OnnxProgramParts {
  readonly program: Program;
  readonly state: OnnxState;
  readonly shared: SharedSession;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  readonly updated: readonly string[];
  readonly updates: readonly TracedUpdate[];
  readonly copies: DeviceCopies | null;
  readonly compileSeconds: number;
  readonly onRun: () => void;
}

class OnnxProgram implements CompiledProgram {
  readonly compileSeconds: number;
  readonly #program: Program;
  readonly #shared: SharedSession;
  /** State entries that the graph reads. */
  readonly #read: readonly (readonly [string, StateEntry])[];
  readonly #updated: readonly (readonly [string, StateEntry])[];
  readonly #updates: InPlaceUpdates;
  readonly #outputs: Readonly<Record<string, ort.Tensor>>;
  readonly #results: Readonly<Record<string, HostArray>>;

  readonly #copies: DeviceCopies | null;
  readonly #onRun: () => void;

  constructor(parts: OnnxProgramParts) {
    const { program, state, shared, outputs, updated, updates, copies, compileSeconds, onRun } = parts;
    this.#copies = copies;
    this.#onRun = onRun;
    this.compileSeconds = compileSeconds;
    this.#program = program;
    this.#shared = shared;
    const taken = new Set(shared.session.inputNames);
    this.#read = [...state.entries]
      .map(([name, entry]) => [stateInput(name), entry] as const)
      .filter(([name]) => taken.has(name));
    this.#updated = updated.map((name) => [stateOutput(name), state.entries.get(name)!]);
    this.#updates = new InPlaceUpdates(updates, state.entries);
    this.#outputs = Object.fromEntries(
      Object.entries(outputs).map(([name, spec]) => [programOutput(name), wrap(spec, allocate(spec))]),
    );
    this.#results = Object.fromEntries(
      Object.keys(outputs).map((name) => [name, this.#outputs[programOutput(name)]!.data as HostArray]),
    );
  }

  async run(inputs: Readonly<Record<string, HostArray>>): Promise<Readonly<Record<string, HostArray>>> {
    checkInputs(this.#program, inputs);
    this.#onRun();
    const feeds: Record<string, ort.Tensor> = {};
    for (const [name, spec] of Object.entries(this.#program.inputs))
      feeds[programInput(name)] = wrap(spec, inputs[name]!);
    if (this.#copies !== null) await this.#stateToDevice(this.#copies);
    for (const [name, entry] of this.#read) feeds[name] = entry.current;
    if (this.#copies !== null) return this.#runOnDevice(feeds);
    const fetches: Record<string, ort.Tensor> = { ...this.#outputs, ...this.#updates.fetches };
    for (const [name, entry] of this.#updated) fetches[name] = entry.spare;
    releaseCopies(await this.#shared.session.run(feeds, fetches), fetches);
    for (const [, entry] of this.#updated) entry.swap();
    this.#updates.make();
    return this.#results;
  }

  async #stateToDevice(copies: DeviceCopies): Promise<void> {
    for (const [, entry] of this.#read) {
      if (!entry.isOnDevice) entry.replace(await copies.upload(entry.spec, entry.current));
    }
  }

  /** ONNX Runtime allocates all outputs: those that stay on the device, and with them it disregards given buffers. */
  async #runOnDevice(feeds: Record<string, ort.Tensor>): Promise<Readonly<Record<string, HostArray>>> {
    const results = await this.#shared.session.run(feeds);
    for (const [name, entry] of this.#updated) entry.replace(results[name]!);
    return Object.fromEntries(
      Object.keys(this.#results).map((name) => [name, results[programOutput(name)]!.data as HostArray]),
    );
  }

  dispose(): Promise<void> {
    return this.#shared.release();
  }
}

function packageVersion(name: string): string {
  return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
}

/** @throws UserError where the provider is not to be had. */
export async function openOnnxEngine(options: EngineOptions, provider: Provider): Promise<Engine> {
  const fault = provider === 'cpu' ? null : await providerFault(provider);
  if (fault !== null) throw new UserError(`The engine "onnx/${provider}" cannot be used here: ${fault}`);
  return new OnnxEngine(options, provider);
}
