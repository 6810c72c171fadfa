import { Worker } from 'node:worker_threads';

/**
 * A thread that runs a module of ours, which in a checkout is TypeScript.
 * @param path Without extension, relative to `asker`, the URL of the module that asks.
 */
export function openThread(path: string, asker: string): Worker {
  if (!asker.endsWith('.ts')) return new Worker(new URL(`${path}.js`, asker));
  const workerData = new URL(`${path}.ts`, asker).href;
  return new Worker(new URL('./typeScriptThread.mjs', import.meta.url), { workerData, execArgv: [] });
}
