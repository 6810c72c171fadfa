/**
 * One thread for all random inputs of this process, started with the first. ONNX Runtime computes while the main thread
 * waits for it, so that nothing can be drawn there meanwhile.
 */
import type { Worker } from 'node:worker_threads';
import { openThread } from '../../openThread.ts';
import type { DrawingJob } from './drawingThread.ts';
import { fillRandomArray } from './randomArray.ts';

type Memories = readonly ArrayBuffer[];

class DrawingThread {
  /** Whoever cannot wait for its start draws for himself. */
  isReady = false;
  readonly #thread: Worker;
  /** In the order of their requests. */
  readonly #waiting: ((memories: Memories) => void)[] = [];

  constructor() {
    this.#thread = openThread('./drawingThread', import.meta.url);
    this.#thread.on('message', (message: Memories | 'ready') => {
      if (message === 'ready') this.isReady = true;
      else this.#waiting.shift()!(message);
      if (this.#waiting.length === 0) this.#thread.unref();
    });
    this.#thread.unref();
  }

  draw(jobs: readonly DrawingJob[]): Promise<Memories> {
    // It holds the process while something is awaited, and only then.
    this.#thread.ref();
    this.#thread.postMessage(
      jobs,
      jobs.map(({ memory }) => memory),
    );
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

let thread: DrawingThread | null = null;

/**
 * Fills the memories, which are moved to another thread meanwhile, and returns them. The first are filled here, while the
 * thread starts.
 */
export async function drawElsewhere(jobs: readonly DrawingJob[]): Promise<Memories> {
  if (jobs.length === 0) return [];
  thread ??= new DrawingThread();
  if (thread.isReady) return thread.draw(jobs);
  for (const { memory, array } of jobs) fillRandomArray(memory, array);
  return jobs.map(({ memory }) => memory);
}
