/**
 * Copies between host and GPU memory, for state that stays on the GPU between runs. onnxruntime-node gives such tensors
 * out and takes them in (WebGPU only), but cannot read one itself; a graph that does nothing can.
 */
import * as ort from 'onnxruntime-node';
import type { HostArray, TensorSpec } from '../engine.ts';
import { GraphBuilder } from './graph.ts';
import { onnxType } from './symbolicBackend.ts';

type Direction = 'to-device' | 'to-host';

export class DeviceCopies {
  readonly #options: ort.InferenceSession.SessionOptions;
  readonly #sessions = new Map<string, Promise<ort.InferenceSession>>();

  /** @param options Of the sessions that will use the tensors: only these share the device's memory. */
  constructor(options: ort.InferenceSession.SessionOptions) {
    this.#options = options;
  }

  /** A copy on the device. */
  upload(spec: TensorSpec, tensor: ort.Tensor): Promise<ort.Tensor> {
    return this.#copy('to-device', spec, tensor);
  }

  async download(spec: TensorSpec, tensor: ort.Tensor): Promise<HostArray> {
    return (await this.#copy('to-host', spec, tensor)).data as HostArray;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
    this.#sessions.clear();
  }

  async #copy(direction: Direction, spec: TensorSpec, tensor: ort.Tensor): Promise<ort.Tensor> {
    const key = `${direction} ${spec.dtype} ${spec.shape.join()}`;
    let session = this.#sessions.get(key);
    if (session === undefined) {
      session = this.#open(direction, spec);
      this.#sessions.set(key, session);
      // What failed for want of memory may work later.
      session.catch(() => this.#sessions.delete(key));
    }
    const { copy } = await (await session).run({ tensor });
    return copy!;
  }

  #open(direction: Direction, spec: TensorSpec): Promise<ort.InferenceSession> {
    const graph = new GraphBuilder();
    const value = graph.input('tensor', onnxType(spec.dtype), spec.shape);
    return ort.InferenceSession.create(graph.finish(direction, [{ name: 'copy', value }]).model, {
      ...this.#options,
      preferredOutputLocation: direction === 'to-device' ? 'gpu-buffer' : 'cpu',
    });
  }
}
