/**
 * `npm run bench -- idgenrec [--only a,c] [--rounds 3] [--threads 2]`: writing item IDs beside PyTorch and Hugging Face
 * transformers on the same cores. Peers: see test/peers/requirements.txt.
 */
import { parseArgs } from 'node:util';
import type { BenchRow } from './benchRow.ts';
import type { EngineBenchContext } from './engine/context.ts';
import { Peer } from './engine/peer.ts';
import { beams } from './idgenrec/beams.ts';
import { tries } from './idgenrec/tries.ts';

const PARTS: Readonly<Record<string, (context: EngineBenchContext) => Promise<BenchRow[]>>> = { a: beams, c: tries };

export async function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: Object.keys(PARTS).join() },
      rounds: { type: 'string', default: '3' },
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
