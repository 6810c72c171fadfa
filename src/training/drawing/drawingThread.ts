/** Draws while the main thread computes: the other side of `drawElsewhere`. */
import { parentPort } from 'node:worker_threads';
import { fillRandomArray, type RandomArray } from './randomArray.ts';

export interface DrawingJob {
  readonly memory: ArrayBuffer;
  readonly array: RandomArray;
}

// Requests are answered in their order; the memory of the jobs goes to and fro.
parentPort!.on('message', (jobs: readonly DrawingJob[]) => {
  for (const { memory, array } of jobs) fillRandomArray(memory, array);
  const memories = jobs.map(({ memory }) => memory);
  parentPort!.postMessage(memories, memories);
});
parentPort!.postMessage('ready');
