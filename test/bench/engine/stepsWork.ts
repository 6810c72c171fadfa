/** In a process of its own: training steps with a catalogue of the given size. Words: items, counted steps, threads. */
import { peakMemoryBytes } from '../../../harness/case/peakMemory.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { STEP_SHAPE, timeSteps } from './timeSteps.ts';

const [itemCount = 0, steps = 0, threads = 0] = process.argv.slice(2).map(Number);
const engine = await openEngine('onnx', { threads });
let bytes = 0;
const { milliseconds } = await timeSteps(engine, { ...STEP_SHAPE, itemCount }, steps, () => {
  // What follows training, opening the model for requests, does not count.
  bytes = peakMemoryBytes();
});
console.log(JSON.stringify({ milliseconds, bytes }));
