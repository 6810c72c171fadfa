/** Turns a program into an ONNX graph by running it once on symbolic tensors. */
import '../gradients.ts';
import * as tf from '@tensorflow/tfjs-core';
import { checkStateEntry, type Program, type TensorSpec } from '../engine.ts';
import { type AdamUpdate, type FinishedGraph, GraphBuilder, type Value } from './graph.ts';
import { symbolicBackend } from './kernels/index.ts';
import { onnxType, SYMBOLIC_BACKEND, TraceError } from './symbolicBackend.ts';

export interface TracedProgram extends FinishedGraph {
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** State entries that the graph puts out anew. */
  readonly updated: readonly string[];
  /** Steps of Adam to be made in place after each run. */
  readonly updates: readonly TracedUpdate[];
}

/** Entries of the state, and outputs of the graph by their full names. */
export type TracedUpdate = AdamUpdate<string>;

type Specs = Readonly<Record<string, TensorSpec>>;

/** Graph names of a program's values. */
export const stateInput = (name: string): string => `state/${name}`;
const stateEntry = ({ name }: Value): string => name.slice(stateInput('').length);
export const programInput = (name: string): string => `in/${name}`;
export const stateOutput = (name: string): string => `new/${name}`;
export const programOutput = (name: string): string => `out/${name}`;

/** How the values of a program are called in its graph. */
export interface GraphNames {
  readonly input: (name: string) => string;
  readonly output: (name: string) => string;
}

export interface TraceOptions {
  readonly names?: GraphNames;
  readonly metadata?: Readonly<Record<string, string>>;
  /** See `GraphBuilder`. */
  readonly addsAtomically?: boolean;
  readonly putsOutRoots?: boolean;
  readonly updatesInPlace?: boolean;
}

const ENGINE_NAMES: GraphNames = { input: programInput, output: programOutput };

/**
 * @param frozen Value of a state entry to build into the graph as a constant; null: it is an input.
 * @throws TraceError naming the op that a graph cannot express.
 */
export function traceProgram(
  program: Program,
  state: Specs,
  frozen: (name: string) => Uint8Array | null,
  { names = ENGINE_NAMES, metadata = {}, ...runtime }: TraceOptions = {},
): TracedProgram {
  const backend = symbolicBackend();
  const previous = tf.getBackend() as string | undefined;
  const graph = new GraphBuilder(runtime);
  let traced: TracedProgram | undefined;
  backend.begin(graph);
  try {
    void tf.setBackend(SYMBOLIC_BACKEND);
    tf.tidy(() => {
      const symbol = (value: Value): tf.Tensor => tf.engine().makeTensorFromTensorInfo(backend.register(value));
      const stateSymbols = mapRecord(state, (spec, name) => {
        const bytes = frozen(name);
        const type = onnxType(spec.dtype);
        return symbol(
          bytes === null ? graph.input(stateInput(name), type, spec.shape) : graph.constant(type, spec.shape, bytes),
        );
      });
      const inputSymbols = mapRecord(program.inputs, (spec, name) =>
        symbol(graph.input(names.input(name), onnxType(spec.dtype), spec.shape)),
      );
      const result = program.run(stateSymbols, inputSymbols);
      const newState = result.state ?? {};
      for (const [name, tensor] of Object.entries(newState)) checkStateEntry(program, name, tensor, state[name]);
      const replaced = Object.entries(newState).flatMap(([name, tensor]) => {
        const value = backend.graphValue(tensor);
        const overwritten = graph.overwrittenBy(value);
        return overwritten?.name === stateInput(name) ? [] : [{ name, value }];
      });
      const updates = updateOutputs(graph.updates);
      for (const { parameter, firstMoment, secondMoment } of updates.traced) {
        for (const name of [parameter, firstMoment, secondMoment]) {
          if (name in newState) continue;
          throw new TraceError(`Program "${program.name}" updates state "${name}" and does not return it.`);
        }
      }
      const graphOutputs = [
        ...replaced.map(({ name, value }) => ({ name: stateOutput(name), value })),
        ...Object.entries(result.outputs).map(([name, tensor]) => ({
          name: names.output(name),
          value: backend.graphValue(tensor),
        })),
        ...updates.outputs,
      ];
      const finished = graph.finish(program.name, graphOutputs, metadata);
      const outputs = mapRecord(result.outputs, ({ shape, dtype }) => ({ shape, dtype: dtype as TensorSpec['dtype'] }));
      traced = { ...finished, outputs, updated: replaced.map(({ name }) => name), updates: updates.traced };
    });
  } finally {
    backend.end();
    void tf.setBackend(previous ?? SYMBOLIC_BACKEND);
  }
  return traced!;
}

/** What the updates of a graph need of it, each value put out once. */
function updateOutputs(updates: readonly AdamUpdate[]) {
  const names = new Map<Value, string>();
  const output = (value: Value): string => {
    const name = names.get(value) ?? `update/${names.size}`;
    names.set(value, name);
    return name;
  };
  const traced = updates.map((update): TracedUpdate => ({
    parameter: stateEntry(update.parameter),
    firstMoment: stateEntry(update.firstMoment),
    secondMoment: stateEntry(update.secondMoment),
    gradient: output(update.gradient),
    scale: output(update.scale),
    stepSize: output(update.stepSize),
    stepEpsilon: output(update.stepEpsilon),
    kept: output(update.kept),
    beta1: update.beta1,
    beta2: update.beta2,
  }));
  return { traced, outputs: [...names].map(([value, name]) => ({ name, value })) };
}

function mapRecord<A, B>(record: Readonly<Record<string, A>>, map: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
