/**
 * `npm run bench -- idgenrec [--only a,c] [--rounds 3] [--threads 2]`: learning and writing item IDs beside PyTorch and
 * Hugging Face transformers on the same cores. Peers: see test/peers/requirements.txt.
 */
import type { BenchRow } from './benchRow.ts';
import { beams } from './idgenrec/beams.ts';
import { trainingSteps } from './idgenrec/trainingSteps.ts';
import { tries } from './idgenrec/tries.ts';
import { runParts } from './runParts.ts';

const PARTS = { a: beams, b: trainingSteps, c: tries };
const ROUNDS = 3;

export function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  return runParts(PARTS, words, ROUNDS);
}
