/**
 * State of the onnx engine. In host memory an entry has its buffer and one more: for its next value where a graph puts that
 * out, or for its gradient where it is updated in place. In the GPU's memory (WebGPU) it has one.
 */
import * as ort from 'onnxruntime-node';
import { checkStateValues, elementCount, type EngineState, type HostArray, type TensorSpec } from '../engine.ts';
import type { DeviceCopies } from './deviceCopies.ts';

/** Larger entries stay inputs of frozen graphs, of which a model has several. */
const LARGEST_FROZEN_BYTES = 2 ** 20;

export function allocate(spec: TensorSpec): HostArray {
  const count = elementCount(spec);
  if (spec.dtype === 'float32') return new Float32Array(count);
  return spec.dtype === 'int32' ? new Int32Array(count) : new Uint8Array(count);
}

export function wrap(spec: TensorSpec, values: HostArray): ort.Tensor {
  return new ort.Tensor(spec.dtype, values as never, spec.shape);
}

export class StateEntry {
  readonly spec: TensorSpec;
  current: ort.Tensor;
  #spare: ort.Tensor | null = null;
  #gradient: ort.Tensor | null = null;

  constructor(spec: TensorSpec, values: HostArray) {
    this.spec = spec;
    this.current = wrap(spec, values.slice());
  }

  /** The buffer for the next value, made when the first program that updates this entry runs. */
  get spare(): ort.Tensor {
    this.#spare ??= wrap(this.spec, allocate(this.spec));
    return this.#spare;
  }

  /** The buffer for its gradient, shared by all programs that update this entry in place. */
  get gradient(): ort.Tensor {
    this.#gradient ??= wrap(this.spec, allocate(this.spec));
    return this.#gradient;
  }

  swap(): void {
    const next = this.spare;
    this.#spare = this.current;
    this.current = next;
  }

  get isOnDevice(): boolean {
    return this.current.location === 'gpu-buffer';
  }

  /** Puts another tensor in the place of the present one, whose GPU memory is given back. */
  replace(tensor: ort.Tensor): void {
    if (this.isOnDevice) this.current.dispose();
    this.current = tensor;
  }
}

export class OnnxState implements EngineState {
  readonly entries: ReadonlyMap<string, StateEntry>;
  readonly specs: Readonly<Record<string, TensorSpec>>;

  readonly #copies: DeviceCopies | null;

  constructor(
    values: Readonly<Record<string, { readonly spec: TensorSpec; readonly values: HostArray }>>,
    copies: DeviceCopies | null,
  ) {
    this.#copies = copies;
    this.entries = new Map(
      Object.entries(values).map(([name, entry]) => [name, new StateEntry(entry.spec, entry.values)]),
    );
    this.specs = Object.fromEntries(Object.entries(values).map(([name, { spec }]) => [name, spec]));
  }

  read(name: string): Promise<HostArray> {
    const entry = this.#entry(name);
    if (entry.isOnDevice) return this.#copies!.download(entry.spec, entry.current);
    return Promise.resolve((entry.current.data as HostArray).slice());
  }

  write(name: string, values: HostArray): Promise<void> {
    const entry = this.#entry(name);
    checkStateValues(name, entry.spec, values);
    if (entry.isOnDevice) entry.replace(wrap(entry.spec, values.slice()));
    else (entry.current.data as Float32Array).set(values);
    return Promise.resolve();
  }

  /** Brings all entries back to the host, where `frozenBytes` finds those that are to be frozen. */
  async toHost(): Promise<void> {
    for (const entry of this.entries.values()) {
      if (entry.isOnDevice) entry.replace(wrap(entry.spec, await this.#copies!.download(entry.spec, entry.current)));
    }
  }

  /** An entry's bytes for building into a graph; null where a copy in every graph would cost too much memory. */
  frozenBytes(name: string): Uint8Array | null {
    const data = this.#entry(name).current.data as HostArray;
    return data.byteLength > LARGEST_FROZEN_BYTES
      ? null
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }

  dispose(): void {
    // Buffers of the host belong to JavaScript's garbage collector.
    for (const entry of this.entries.values()) if (entry.isOnDevice) entry.current.dispose();
  }

  #entry(name: string): StateEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`The engine's state has no entry "${name}".`);
    return entry;
  }
}
