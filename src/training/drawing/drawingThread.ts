/** Draws while the main thread computes: the other side of `drawElsewhere`. */
import { parentPort } from 'node:worker_threads';
import { fillRandomArray, type RandomArray } from './randomArray.ts';

export interface DrawingJob {
  readonly memory: ArrayBuffer;
  readonly array: RandomArray;
}

export interface DrawingRequest {
  readonly id: number;
  readonly jobs: readonly DrawingJob[];
}

/** The memory of the jobs goes to and fro. */
export interface DrawingAnswer {
  readonly id: number;
  readonly memories: readonly ArrayBuffer[];
}

parentPort!.on('message', ({ id, jobs }: DrawingRequest) => {
  for (const { memory, array } of jobs) fillRandomArray(memory, array);
  const memories = jobs.map(({ memory }) => memory);
  parentPort!.postMessage({ id, memories } satisfies DrawingAnswer, memories);
});
parentPort!.postMessage('ready');
