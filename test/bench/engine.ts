/**
 * `npm run bench -- engine [--only a,c] [--rounds 5] [--threads 2]`: the engine beside PyTorch, RecBole and RecTools on
 * the same cores, and beside the machine's own limits. Peers: see test/peers/requirements.txt.
 */
import { parseArgs } from 'node:util';
import type { BenchRow } from './benchRow.ts';
import { catalogueSizes } from './engine/catalogueSizes.ts';
import type { EngineBenchContext } from './engine/context.ts';
import { epoch } from './engine/epoch.ts';
import { inference } from './engine/inference.ts';
import { leak } from './engine/leak.ts';
import { libraries } from './engine/libraries.ts';
import { machineLimit } from './engine/machineLimit.ts';
import { Peer } from './engine/peer.ts';
import { tableUpdate } from './engine/tableUpdate.ts';
import { trainingStep } from './engine/trainingStep.ts';

const PARTS: Readonly<Record<string, (context: EngineBenchContext) => Promise<BenchRow[]>>> = {
  a: trainingStep,
  b: epoch,
  c: inference,
  d: catalogueSizes,
  e: libraries,
  f: leak,
  g: machineLimit,
  h: tableUpdate,
};

export async function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: Object.keys(PARTS).join() },
      rounds: { type: 'string', default: '5' },
      threads: { type: 'string', default: '2' },
    },
  });
  const context = {
    rounds: Number(values.rounds),
    threads: Number(values.threads),
    say: (line: string) => {
      console.error(line);
    },
  };
  const rows: BenchRow[] = [];
  for (const id of values.only.split(',')) {
    const part = PARTS[id];
    if (part === undefined) throw new Error(`No part "${id}"; there are ${Object.keys(PARTS).join(', ')}.`);
    try {
      rows.push(...(await part(context)));
    } catch (error) {
      // The other parts took minutes; what they found is not thrown away.
      console.error(`Part ${id} failed:`, error);
      process.exitCode = 1;
    } finally {
      await Peer.closeAll();
    }
  }
  return rows;
}
