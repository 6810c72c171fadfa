/**
 * `npm run bench -- engine [--only a,c] [--rounds 5] [--threads 2]`: the engine beside PyTorch, RecBole and RecTools on
 * the same cores, and beside the machine's own limits. Peers: see test/peers/requirements.txt.
 */
import type { BenchRow } from './benchRow.ts';
import { catalogueSizes } from './engine/catalogueSizes.ts';
import { epoch } from './engine/epoch.ts';
import { inference } from './engine/inference.ts';
import { leak } from './engine/leak.ts';
import { libraries } from './engine/libraries.ts';
import { machineLimit } from './engine/machineLimit.ts';
import { tableUpdate } from './engine/tableUpdate.ts';
import { trainingStep } from './engine/trainingStep.ts';
import { runParts } from './runParts.ts';

const PARTS = {
  a: trainingStep,
  b: epoch,
  c: inference,
  d: catalogueSizes,
  e: libraries,
  f: leak,
  g: machineLimit,
  h: tableUpdate,
};
const ROUNDS = 5;

export function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  return runParts(PARTS, words, ROUNDS);
}
