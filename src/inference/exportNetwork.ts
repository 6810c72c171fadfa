/** A trained network as the bytes of an .onnx file: its answering program, traced, with the weights built in. */
import type { TrainedNetwork } from '../baseline.ts';
import { traceProgram } from '../engine/onnx/trace.ts';
import { UserError } from '../errors.ts';
import { itemSlots } from '../network/sequentialModel.ts';
import { answerProgram, type AnswerShape } from './answerProgram.ts';

/** A file of protocol buffers ends at 2 GiB; the graph itself takes next to nothing. */
const MOST_WEIGHT_BYTES = 2 ** 31 - 2 ** 20;

function refuse(option: string, value: number, rule: string): never {
  throw new UserError(`${option} ${value}: must be ${rule}.`);
}

function checkShape({ model }: TrainedNetwork, { k, batchSize, historyLength }: AnswerShape): void {
  const { itemCount, layout } = model;
  if (batchSize < 1) refuse('--batch', batchSize, 'at least 1');
  if (k < 1 || k > itemCount) refuse('--k', k, `from 1 to ${itemCount}, the items of the catalogue`);
  // Where padding can be seen, a shorter row would be another input.
  const least = layout === 'one-per-row' ? itemSlots(model) : 1;
  if (historyLength < least) refuse('--length', historyLength, `at least ${least} for this model`);
}

/** @throws UserError where no graph of this shape can be made. */
export function exportNetwork(
  network: TrainedNetwork,
  shape: AnswerShape,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  checkShape(network, shape);
  const { model, parameters } = network;
  const weightBytes = Object.values(parameters).reduce((sum, { values }) => sum + values.byteLength, 0);
  if (weightBytes > MOST_WEIGHT_BYTES) {
    throw new UserError(
      `The weights are ${weightBytes} bytes, and one .onnx file holds 2 GiB at most. Train a narrower model to export it.`,
    );
  }
  const specs = Object.fromEntries(Object.entries(parameters).map(([name, { spec }]) => [name, spec]));
  const bytesOf = (name: string): Uint8Array => {
    const { values } = parameters[name]!;
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  const plainNames = { input: (name: string) => name, output: (name: string) => name };
  return traceProgram(answerProgram(model, shape), specs, bytesOf, { names: plainNames, metadata }).model;
}
