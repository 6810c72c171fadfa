/** Turns a program into an ONNX graph by running it once on symbolic tensors. */
import '../gradients.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { Program, TensorSpec } from '../engine.ts';
import { type FinishedGraph, GraphBuilder, sameShape, type Value } from './graph.ts';
import { symbolicBackend } from './kernels/index.ts';
import { onnxType, SYMBOLIC_BACKEND, TraceError } from './symbolicBackend.ts';

export interface TracedProgram extends FinishedGraph {
  readonly outputs: Readonly<Record<string, TensorSpec>>;
  /** State entries that the program replaces. */
  readonly updated: readonly string[];
}

type Specs = Readonly<Record<string, TensorSpec>>;

/** Graph names of a program's values. */
export const stateInput = (name: string): string => `state/${name}`;
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
  { names = ENGINE_NAMES, metadata = {}, addsAtomically = false }: TraceOptions = {},
): TracedProgram {
  const backend = symbolicBackend();
  const previous = tf.getBackend() as string | undefined;
  const graph = new GraphBuilder({ addsAtomically });
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
      const graphOutputs = [
        ...Object.entries(newState).map(([name, tensor]) => ({
          name: stateOutput(name),
          value: backend.graphValue(tensor),
        })),
        ...Object.entries(result.outputs).map(([name, tensor]) => ({
          name: names.output(name),
          value: backend.graphValue(tensor),
        })),
      ];
      const finished = graph.finish(program.name, graphOutputs, metadata);
      const outputs = mapRecord(result.outputs, ({ shape, dtype }) => ({ shape, dtype: dtype as TensorSpec['dtype'] }));
      traced = { ...finished, outputs, updated: Object.keys(newState) };
    });
  } finally {
    backend.end();
    void tf.setBackend(previous ?? SYMBOLIC_BACKEND);
  }
  return traced!;
}

function checkStateEntry(program: Program, name: string, tensor: tf.Tensor, spec: TensorSpec | undefined): void {
  if (spec === undefined)
    throw new TraceError(`Program "${program.name}" returns a state "${name}" that it was not given.`);
  if (!sameShape(tensor.shape, spec.shape) || tensor.dtype !== spec.dtype) {
    throw new TraceError(
      `Program "${program.name}" turns state "${name}" from ${spec.dtype}[${spec.shape.join()}] ` +
        `into ${tensor.dtype}[${tensor.shape.join()}]; shapes may not change.`,
    );
  }
}

function mapRecord<A, B>(record: Readonly<Record<string, A>>, map: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
