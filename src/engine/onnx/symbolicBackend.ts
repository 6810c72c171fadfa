/**
 * A TF.js backend that computes nothing: its kernels (see `kernels/`) append ONNX nodes to a graph. Tensors of this
 * backend are symbols; reading one, or sampling a random one, cannot work while tracing and throws.
 */
import * as tf from '@tensorflow/tfjs-core';
import { ProgramError } from '../engine.ts';
import { GraphBuilder, type Value } from './graph.ts';
import type { OnnxType } from './proto.ts';

export const SYMBOLIC_BACKEND = 'seqbench-onnx';

/** Something in a traced function that a graph cannot express. */
export class TraceError extends ProgramError {
  override readonly name = 'TraceError';
}

/** TF.js ops that sample on the host: traced, one sample would be baked into the graph for ever. */
const RANDOM_OPS = new Set([
  'dropout',
  'multinomial',
  'rand',
  'randomGamma',
  'randomNormal',
  'randomStandardNormal',
  'randomUniform',
  'randomUniformInt',
  'truncatedNormal',
]);

/** What TF.js appends to an op's name when it opens a scope for it. */
const OP_SUFFIX = '__op';

/** Names of the TF.js ops under way, outermost first. */
function openOps(): string[] {
  const { scopeStack } = (tf.engine() as unknown as { state: { scopeStack: { name: string }[] } }).state;
  return scopeStack.flatMap(({ name }) => (name.endsWith(OP_SUFFIX) ? [name.slice(0, -OP_SUFFIX.length)] : []));
}

/** The outermost TF.js call under way, for messages: `tf.dropout`. */
export function currentCall(): string {
  const op = openOps()[0];
  return op === undefined ? 'The traced function' : `tf.${op}`;
}

interface Entry {
  readonly value: Value;
  references: number;
}

export class SymbolicBackend extends tf.KernelBackend {
  #entries = new Map<object, Entry>();
  #graph: GraphBuilder | null = null;

  /** The graph being traced. */
  get graph(): GraphBuilder {
    if (this.#graph === null) throw new TraceError('A symbolic tensor was used outside of its trace.');
    return this.#graph;
  }

  begin(graph: GraphBuilder): void {
    if (this.#graph !== null) throw new TraceError('A trace was begun inside another one.');
    this.#graph = graph;
  }

  end(): void {
    this.#graph = null;
    this.#entries = new Map();
  }

  /** Wraps a graph value so that TF.js can pass it around. */
  register(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#entries.set(dataId, { value, references: 1 });
    return { dataId, shape: [...value.shape], dtype: tfType(value.type) };
  }

  /** The graph value behind a tensor, in the tensor's shape. */
  graphValue(tensor: tf.TensorInfo): Value {
    const entry = this.#entries.get(tensor.dataId);
    if (entry === undefined) {
      throw new TraceError(
        `${currentCall()} was given a tensor from outside of the traced function. Pass it as an input or a state.`,
      );
    }
    return entry.value;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const random = openOps().find((op) => RANDOM_OPS.has(op));
    if (random !== undefined) {
      throw new TraceError(
        `tf.${random} samples on the host, and one sample would be baked into the graph. ` +
          'Draw the numbers outside (src/training/philox.ts) and pass them as an input.',
      );
    }
    return this.register(constantValue(this.graph, values, shape, dtype)).dataId;
  }

  override readSync(): never {
    throw new TraceError(
      `${currentCall()} reads the value of a tensor, which does not exist while tracing. ` +
        'Keep the decision inside the graph (tf.where), or return the tensor as an output and read it there.',
    );
  }

  override read(): never {
    return this.readSync();
  }

  override refCount(dataId: object): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: object): void {
    const entry = this.#entries.get(dataId);
    if (entry !== undefined) entry.references += 1;
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) return true;
    entry.references -= 1;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#entries.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.end();
  }
}

export function onnxType(dtype: tf.DataType): OnnxType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new TraceError(`${currentCall()} made a tensor of type ${dtype}; graphs hold float32, int32 and bool only.`);
}

function tfType(type: OnnxType): tf.DataType {
  return type === 'int64' ? 'int32' : type;
}

function constantValue(graph: GraphBuilder, values: tf.BackendValues, shape: number[], dtype: tf.DataType): Value {
  const type = onnxType(dtype);
  const numbers = Array.from(values as ArrayLike<number>);
  const first = numbers[0];
  if (first !== undefined && numbers.every((number) => number === first)) {
    return graph.uniform(first, type, shape);
  }
  const array =
    type === 'float32'
      ? Float32Array.from(numbers)
      : type === 'int32'
        ? Int32Array.from(numbers)
        : Uint8Array.from(numbers);
  return graph.constant(type, shape, new Uint8Array(array.buffer));
}
