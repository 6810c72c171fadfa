/** In a process of its own: many small training steps, and the resident size after every 1,000. Words: steps, threads. */
import { openEngine } from '../../../src/engine/openEngine.ts';
import { timeSteps } from './timeSteps.ts';

const SMALL = { itemCount: 300, batchSize: 16, maxLength: 8, width: 16, blocks: 1, heads: 2, dropout: 0.2 };

const [steps = 0, threads = 0] = process.argv.slice(2).map(Number);
const engine = await openEngine('onnx', { threads });
const residentBytes: number[] = [];
await timeSteps(engine, SMALL, steps, (step) => {
  if (step % 1000 !== 0) return;
  // What JavaScript has not collected yet is no leak.
  globalThis.gc?.();
  residentBytes.push(process.memoryUsage.rss());
});
console.log(JSON.stringify({ residentBytes }));
