import type { HostArray } from '../../src/engine/engine.ts';
import {
  arrayIn,
  fillRandomArray,
  isRandom,
  lengthOf,
  type StepInputs,
} from '../../src/training/drawing/randomArray.ts';

/** Inputs with what is random among them drawn at once, in this thread. */
export function drawHere(inputs: StepInputs): Record<string, HostArray> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      if (!isRandom(input)) return [name, input];
      const memory = new ArrayBuffer(4 * lengthOf(input));
      fillRandomArray(memory, input);
      return [name, arrayIn(memory, input)];
    }),
  );
}
