/**
 * onnxruntime-node writes into the tensors that it is given, and returns copies of them all the same. For a training step
 * that is the whole state; left to the garbage collector, the copies make V8 mark its heap every few steps, on the cores
 * that compute. Here their memory is given back at once.
 */
import { MessageChannel } from 'node:worker_threads';
import type * as ort from 'onnxruntime-node';

type Tensors = Readonly<Record<string, Pick<ort.Tensor, 'data'>>>;

/** A closed port drops what is sent to it, and with it the memory of what is transferred. */
const nowhere = new MessageChannel().port1;
nowhere.close();

/** Empties each of `copies` that has its original, by the same name, in other memory. */
export function releaseCopies(copies: Tensors, originals: Tensors): void {
  const memoryOf = (tensor: Tensors[string] | undefined) => (tensor?.data as Float32Array | undefined)?.buffer;
  const buffers = Object.entries(copies)
    .filter(([name, copy]) => originals[name] !== undefined && memoryOf(copy) !== memoryOf(originals[name]))
    .map(([, copy]) => memoryOf(copy) as ArrayBuffer);
  nowhere.postMessage(null, buffers);
}
