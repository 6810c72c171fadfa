/**
 * An ONNX graph under construction. Values have static shapes. Equal nodes and equal constants are made once; values
 * that are one number throughout (`uniform`) stay symbolic, so that the ones and zeros that gradients are full of cost
 * nothing; nodes that no output needs are left out of the model.
 */
import { createHash } from 'node:crypto';
import { multiplyAdds } from './multiplyAdds.ts';
import { type AttributeValue, encodeModel, type NodeMessage, type OnnxType, type TensorMessage } from './proto.ts';

export interface Value {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** The number every element has; such a value has no node until `materialise` needs one. */
  readonly uniform: number | null;
}

export interface NodeRequest {
  readonly op: string;
  readonly inputs: readonly (Value | null)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly domain?: '' | 'com.microsoft';
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

/** A step of Adam to be made in place once the graph has run; see `adamInPlace.ts`. */
export interface AdamUpdate<Tensor = Value> {
  readonly parameter: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
  readonly gradient: Tensor;
  /** Of one number each. */
  readonly scale: Tensor;
  readonly stepSize: Tensor;
  readonly stepEpsilon: Tensor;
  readonly kept: Tensor;
  readonly beta1: number;
  readonly beta2: number;
}

const EMPTY_NAME = '';

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export class GraphBuilder {
  readonly #nodes: NodeMessage[] = [];
  readonly #multiplyAdds = new Map<NodeMessage, number>();
  readonly #initializers = new Map<string, TensorMessage>();
  readonly #inputs: Value[] = [];
  /** Names of values by what computes them. */
  readonly #known = new Map<string, readonly Value[]>();
  /** Inputs by the names of the values that will be written over them. */
  readonly #overwritten = new Map<string, Value>();
  readonly #updates: AdamUpdate[] = [];
  #valueCount = 0;
  /** What runs the graph adds to one place from several threads without losing anything, as GPUs do. */
  readonly addsAtomically: boolean;
  /** What runs the graph puts out the roots by which its root mean square norm divides, too. */
  readonly putsOutRoots: boolean;
  /** What runs the graph keeps the state in host memory, and makes the updates that the graph asks for. */
  readonly #updatesInPlace: boolean;

  constructor({ addsAtomically = false, putsOutRoots = true, updatesInPlace = false } = {}) {
    this.addsAtomically = addsAtomically;
    this.putsOutRoots = putsOutRoots;
    this.#updatesInPlace = updatesInPlace;
  }

  input(name: string, type: OnnxType, shape: readonly number[]): Value {
    const value = { name, type, shape, uniform: null };
    this.#inputs.push(value);
    return value;
  }

  uniform(number: number, type: OnnxType, shape: readonly number[]): Value {
    return { name: EMPTY_NAME, type, shape, uniform: number };
  }

  /** A constant tensor; `bytes` are copied. */
  constant(type: OnnxType, shape: readonly number[], bytes: Uint8Array): Value {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const key = `constant ${type} [${shape.join()}] ${digest}`;
    return this.#remember(key, () => {
      const name = this.#newName();
      this.#initializers.set(name, { name, type, shape, bytes: bytes.slice() });
      return [{ name, type, shape, uniform: null }];
    })[0]!;
  }

  int64s(numbers: readonly number[]): Value {
    const array = BigInt64Array.from(numbers, BigInt);
    return this.constant('int64', [numbers.length], new Uint8Array(array.buffer));
  }

  /** A constant of rank 0. */
  scalar(number: number, type: OnnxType): Value {
    return this.constant(type, [], scalarBytes(number, type));
  }

  /** Gives a uniform value a node of its own, for operators that need a whole tensor. */
  materialise(value: Value): Value {
    if (this.#overwritten.has(value.name)) {
      throw new Error('A parameter that is updated in place was used after its update; only a new state can hold it.');
    }
    if (value.uniform === null) return value;
    const scalar = this.scalar(value.uniform, value.type);
    if (value.shape.length === 0) return scalar;
    return this.node({
      op: 'Expand',
      inputs: [scalar, this.int64s(value.shape)],
      type: value.type,
      shape: value.shape,
    });
  }

  /** Like `materialise`, for operators that broadcast: a scalar is enough. */
  broadcastable(value: Value): Value {
    return value.uniform === null ? value : this.scalar(value.uniform, value.type);
  }

  node(request: NodeRequest): Value {
    return this.nodeWithOutputs(request, [{ type: request.type, shape: request.shape }])[0]!;
  }

  nodeWithOutputs(
    request: Omit<NodeRequest, 'type' | 'shape'>,
    outputs: readonly { readonly type: OnnxType; readonly shape: readonly number[] }[],
  ): readonly Value[] {
    const input = request.inputs.map((value) => (value === null ? EMPTY_NAME : this.materialise(value).name));
    const attributes = request.attributes ?? {};
    const domain = request.domain ?? '';
    const key = `${domain}:${request.op}(${input.join()}) ${JSON.stringify(attributes)}`;
    return this.#remember(key, () => {
      const values = outputs.map(({ type, shape }) => ({ name: this.#newName(), type, shape, uniform: null }));
      const output = values.map((value) => value.name);
      const node = { opType: request.op, domain, input, output, attributes };
      this.#nodes.push(node);
      this.#multiplyAdds.set(node, multiplyAdds(request, outputs[0]!));
      return values;
    });
  }

  /**
   * New parameter and moments: values that nothing in the graph can use, since they come to be after it has run. Null
   * where the graph has to compute them.
   */
  updateInPlace(update: AdamUpdate): readonly Value[] | null {
    const inputs = [update.parameter, update.firstMoment, update.secondMoment];
    if (!this.#updatesInPlace || !inputs.every((value) => this.#inputs.includes(value))) return null;
    this.#updates.push(update);
    return inputs.map((input) => {
      const value = { ...input, name: `${input.name} after the run` };
      this.#overwritten.set(value.name, input);
      return value;
    });
  }

  get updates(): readonly AdamUpdate[] {
    return this.#updates;
  }

  /** The input that a value will be written over; null for all that the graph computes. */
  overwrittenBy(value: Value): Value | null {
    return this.#overwritten.get(value.name) ?? null;
  }

  /**
   * Serialises what `outputs` need. Each output gets the name it is given here; inputs that nothing needs stay in the
   * signature, so that a caller may always feed them.
   */
  finish(
    graphName: string,
    outputs: readonly { readonly name: string; readonly value: Value }[],
    metadata: Readonly<Record<string, string>> = {},
  ): FinishedGraph {
    const renamed = outputs.map(({ name, value }) => ({ name, type: value.type, shape: value.shape }));
    const { names, copies } = this.#nameOutputs(outputs);
    const called = (name: string): string => names.get(name) ?? name;
    const needed = new Set(renamed.map(({ name }) => name));
    const nodes: NodeMessage[] = [];
    let multiplyAddCount = 0;
    for (const node of [...this.#nodes, ...copies].toReversed()) {
      const output = node.output.map(called);
      if (!output.some((name) => needed.has(name))) continue;
      const input = node.input.map(called);
      for (const name of input) needed.add(name);
      nodes.push({ ...node, input, output });
      multiplyAddCount += this.#multiplyAdds.get(node) ?? 0;
    }
    const initializers = [...this.#initializers.values()].filter(({ name }) => needed.has(name));
    const model = encodeModel({
      graphName,
      nodes: nodes.reverse(),
      initializers,
      inputs: this.#inputs,
      outputs: renamed,
      metadata,
    });
    return {
      model,
      nodeCount: nodes.length,
      multiplyAdds: multiplyAddCount,
    };
  }

  /**
   * What a node computes gets the name of the output, rather than a copy under that name: for a training step that would
   * be a copy of the whole state. Inputs, constants, and values that are two outputs, do need one.
   */
  #nameOutputs(outputs: readonly { readonly name: string; readonly value: Value }[]) {
    const sources = outputs.map(({ name, value }) => ({ name, source: this.materialise(value).name }));
    const computed = new Set(this.#nodes.flatMap(({ output }) => output));
    const names = new Map<string, string>();
    const copies: NodeMessage[] = [];
    for (const { name, source } of sources) {
      if (computed.has(source) && !names.has(source)) names.set(source, name);
      else copies.push({ opType: 'Identity', domain: '', input: [source], output: [name], attributes: {} });
    }
    return { names, copies };
  }

  #remember(key: string, make: () => readonly Value[]): readonly Value[] {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }

  #newName(): string {
    this.#valueCount += 1;
    return `v${this.#valueCount}`;
  }
}

export interface FinishedGraph {
  /** Serialised ONNX ModelProto. */
  readonly model: Uint8Array;
  readonly nodeCount: number;
  /** Of the matrix products in one run. */
  readonly multiplyAdds: number;
}

function scalarBytes(number: number, type: OnnxType): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.of(number).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.of(number).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.of(BigInt(number)).buffer);
    case 'bool':
      return Uint8Array.of(number === 0 ? 0 : 1);
    default:
      return type satisfies never;
  }
}
