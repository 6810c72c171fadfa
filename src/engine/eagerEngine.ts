/** Runs programs op by op on a TF.js backend that computes. */
import * as tf from '@tensorflow/tfjs-core';
import {
  checkInputs,
  checkStateEntry,
  checkStateValues,
  type CompiledProgram,
  type Engine,
  type EngineFacts,
  type EngineState,
  type HostArray,
  type Program,
  type TensorSpec,
} from './engine.ts';

/** TF.js keeps one backend for the whole process; every entry into it says which one it means. */
function onBackend<T>(backend: string, work: () => T): T {
  const previous = tf.getBackend() as string | undefined;
  void tf.setBackend(backend);
  try {
    return work();
  } finally {
    void tf.setBackend(previous ?? backend);
  }
}

function upload(spec: TensorSpec, values: HostArray): tf.Tensor {
  return tf.tensor(values, [...spec.shape], spec.dtype);
}

class EagerState implements EngineState {
  readonly specs: Readonly<Record<string, TensorSpec>>;
  readonly #backend: string;
  readonly tensors: Map<string, tf.Tensor>;

  constructor(backend: string, values: Parameters<Engine['createState']>[0]) {
    this.#backend = backend;
    this.specs = Object.fromEntries(Object.entries(values).map(([name, { spec }]) => [name, spec]));
    this.tensors = onBackend(
      backend,
      () => new Map(Object.entries(values).map(([name, entry]) => [name, upload(entry.spec, entry.values.slice())])),
    );
  }

  async read(name: string): Promise<HostArray> {
    this.#check(name);
    return (await this.tensors.get(name)!.data()).slice();
  }

  write(name: string, values: HostArray): Promise<void> {
    this.#check(name);
    const spec = this.specs[name]!;
    checkStateValues(name, spec, values);
    const fresh = onBackend(this.#backend, () => upload(spec, values.slice()));
    this.replace(name, fresh);
    return Promise.resolve();
  }

  #check(name: string): void {
    if (!this.tensors.has(name)) throw new Error(`The engine's state has no entry "${name}".`);
  }

  replace(name: string, tensor: tf.Tensor): void {
    this.tensors.get(name)?.dispose();
    this.tensors.set(name, tensor);
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}

class EagerEngine implements Engine {
  readonly facts: EngineFacts;
  readonly multiplyAdds = null;
  readonly #backend: string;

  constructor(backend: string, facts: EngineFacts) {
    this.#backend = backend;
    this.facts = facts;
  }

  createState(values: Parameters<Engine['createState']>[0]): EngineState {
    return new EagerState(this.#backend, values);
  }

  compile(program: Program, state: EngineState): Promise<CompiledProgram> {
    if (!(state instanceof EagerState)) throw new Error('This state was made by another engine.');
    return Promise.resolve({
      compileSeconds: 0,
      run: (inputs) => runEagerly(this.#backend, program, state, inputs),
      dispose: () => Promise.resolve(),
    });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

async function runEagerly(
  backend: string,
  program: Program,
  state: EagerState,
  inputs: Readonly<Record<string, HostArray>>,
): Promise<Readonly<Record<string, HostArray>>> {
  checkInputs(program, inputs);
  const { outputs, newState } = onBackend(backend, () =>
    tf.tidy(() => {
      const fed = Object.fromEntries(
        Object.entries(program.inputs).map(([name, spec]) => [name, upload(spec, inputs[name]!)]),
      );
      const result = program.run(Object.fromEntries(state.tensors), fed);
      const replaced = Object.entries(result.state ?? {});
      for (const [name, tensor] of replaced) checkStateEntry(program, name, tensor, state.specs[name]);
      // What is put out twice, or stays as it is, is disposed more than once.
      return { outputs: cloned(Object.entries(result.outputs)), newState: cloned(replaced) };
    }),
  );
  for (const [name, tensor] of Object.entries(newState)) state.replace(name, tensor);
  const read = await Promise.all(
    Object.entries(outputs).map(async ([name, tensor]) => {
      const values: HostArray = await tensor.data<TensorSpec['dtype']>();
      tensor.dispose();
      return [name, values] as const;
    }),
  );
  return Object.fromEntries(read);
}

function cloned(tensors: readonly (readonly [string, tf.Tensor])[]): Record<string, tf.Tensor> {
  return Object.fromEntries(tensors.map(([name, tensor]) => [name, tf.clone(tensor)]));
}

export function openEagerEngine(backend: string, facts: EngineFacts): Engine {
  return new EagerEngine(backend, facts);
}
