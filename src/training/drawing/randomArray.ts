/**
 * Random inputs of a training step, told before they are drawn. They are functions of (seed, stream, step) alone, so that
 * any thread may draw them, at any time.
 */
import type { HostArray } from '../../engine/engine.ts';
import { fillDropoutMask, type RandomStream } from '../philox.ts';
import { fillUniformIntegers } from '../randomFill.ts';

interface Drawing {
  readonly source: RandomStream;
  /** The counter under the source. */
  readonly step: number;
}

export interface DropoutMask extends Drawing {
  readonly kind: 'dropout-mask';
  readonly rate: number;
  readonly length: number;
}

/** For every target in turn `perTarget` items, uniform over the items other than the target. */
export interface Negatives extends Drawing {
  readonly kind: 'negatives';
  readonly targetRows: Int32Array;
  readonly perTarget: number;
  readonly itemCount: number;
}

export type RandomArray = DropoutMask | Negatives;

/** Inputs of a program by name, some of them yet to be drawn. */
export type StepInputs = Readonly<Record<string, HostArray | RandomArray>>;

export function isRandom(input: HostArray | RandomArray): input is RandomArray {
  return !ArrayBuffer.isView(input);
}

/** Of four bytes each. */
export function lengthOf(array: RandomArray): number {
  return array.kind === 'dropout-mask' ? array.length : array.targetRows.length * array.perTarget;
}

/** The array at the beginning of `memory`; its values are what `fillRandomArray` writes there. */
export function arrayIn(memory: ArrayBuffer, array: RandomArray): Float32Array | Int32Array {
  const length = lengthOf(array);
  return array.kind === 'dropout-mask' ? new Float32Array(memory, 0, length) : new Int32Array(memory, 0, length);
}

export function fillRandomArray(memory: ArrayBuffer, array: RandomArray): void {
  const { source, step } = array;
  if (array.kind === 'dropout-mask') {
    fillDropoutMask(source, step, array.rate, arrayIn(memory, array) as Float32Array);
  } else {
    fillNegatives(array, arrayIn(memory, array) as Int32Array);
  }
}

/** One fewer than there are items is drawn from, and what is drawn from the target on moves up. */
function fillNegatives({ source, step, targetRows, perTarget, itemCount }: Negatives, negatives: Int32Array): void {
  fillUniformIntegers(source, step, itemCount - 1, negatives);
  targetRows.forEach((target, index) => {
    for (let at = index * perTarget; at < (index + 1) * perTarget; at++) {
      if (negatives[at]! >= target) negatives[at]! += 1;
    }
  });
}
