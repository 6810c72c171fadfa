/**
 * One thread for all random inputs of this process, started with the first. ONNX Runtime computes while the main thread
 * waits for it, so that nothing can be drawn there meanwhile.
 */
import type { Worker } from 'node:worker_threads';
import { openThread } from '../../openThread.ts';
import type { DrawingJob } from './drawingThread.ts';
import { fillRandomArray } from './randomArray.ts';

type Memories = readonly ArrayBuffer[];

interface Waiting {
  readonly resolve: (memories: Memories) => void;
  readonly reject: (error: Error) => void;
}

class DrawingThread {
  /** Whoever cannot wait for its start draws for himself; where it cannot start, it never is. */
  isReady = false;
  readonly #thread: Worker;
  /** In the order of their requests. */
  readonly #waiting: Waiting[] = [];

  constructor() {
    this.#thread = openThread('./drawingThread', import.meta.url);
    this.#thread.on('message', (message: Memories | 'ready') => {
      if (message === 'ready') this.isReady = true;
      else this.#waiting.shift()!.resolve(message);
      if (this.#waiting.length === 0) this.#thread.unref();
    });
    this.#thread.on('error', (error: Error) => {
      this.isReady = false;
      // Their memories are gone with it.
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
    this.#thread.unref();
  }

  draw(jobs: readonly DrawingJob[]): Promise<Memories> {
    this.#thread.postMessage(
      jobs,
      jobs.map(({ memory }) => memory),
    );
    // It holds the process while something is awaited, and only then.
    this.#thread.ref();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
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
