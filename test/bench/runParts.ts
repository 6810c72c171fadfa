/** A benchmark in parts with peers: `[--only a,c] [--rounds 3] [--threads 2]`. */
import { parseArgs } from 'node:util';
import type { BenchRow } from './benchRow.ts';
import type { EngineBenchContext } from './engine/context.ts';
import { Peer } from './engine/peer.ts';

export type BenchParts = Readonly<Record<string, (context: EngineBenchContext) => Promise<BenchRow[]>>>;

/** @param rounds Unless the words say otherwise. */
export async function runParts(parts: BenchParts, words: readonly string[], rounds: number): Promise<BenchRow[]> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: Object.keys(parts).join() },
      rounds: { type: 'string', default: String(rounds) },
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
    const part = parts[id];
    if (part === undefined) throw new Error(`No part "${id}"; there are ${Object.keys(parts).join(', ')}.`);
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
