/**
 * One thread for all random inputs of this process, started with the first. ONNX Runtime computes while the main thread
 * waits for it, so that nothing can be drawn there meanwhile.
 */
import type { Worker } from 'node:worker_threads';
import { openThread } from '../../openThread.ts';
import type { DrawingAnswer, DrawingJob, DrawingRequest } from './drawingThread.ts';
import { fillRandomArray } from './randomArray.ts';

class DrawingThread {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, (memories: readonly ArrayBuffer[]) => void>();
  #isReady = false;
  #requestCount = 0;

  constructor() {
    this.#thread = openThread('./drawingThread', import.meta.url);
    this.#thread.on('message', (message: DrawingAnswer | 'ready') => {
      if (message === 'ready') this.#isReady = true;
      else this.#answered(message);
    });
    this.#thread.unref();
  }

  /** Whoever cannot wait for its start draws for himself. */
  get isReady(): boolean {
    return this.#isReady;
  }

  draw(jobs: readonly DrawingJob[]): Promise<readonly ArrayBuffer[]> {
    const id = this.#requestCount++;
    // It holds the process while something is awaited, and only then.
    this.#thread.ref();
    this.#thread.postMessage(
      { id, jobs } satisfies DrawingRequest,
      jobs.map(({ memory }) => memory),
    );
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  #answered({ id, memories }: DrawingAnswer): void {
    this.#waiting.get(id)!(memories);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#thread.unref();
  }
}

let thread: DrawingThread | null = null;

/**
 * Fills the memories, which are moved to another thread meanwhile, and returns them. The first are filled here, while the
 * thread starts.
 */
export async function drawElsewhere(jobs: readonly DrawingJob[]): Promise<readonly ArrayBuffer[]> {
  if (jobs.length === 0) return [];
  thread ??= new DrawingThread();
  if (thread.isReady) return thread.draw(jobs);
  for (const { memory, array } of jobs) fillRandomArray(memory, array);
  return jobs.map(({ memory }) => memory);
}
