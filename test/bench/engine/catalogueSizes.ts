/** (d) The step of (a) for larger catalogues: time and peak memory, each side in processes of its own: ours, PyTorch's, ours. */
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import { childJson } from './childJson.ts';
import type { EngineBenchContext } from './context.ts';
import { isOutOfMemory, Peer } from './peer.ts';

/** The last is the catalogue of Amazon-M2. */
const SIZES = [
  { itemCount: 10_000, steps: 8 },
  { itemCount: 100_000, steps: 3 },
  { itemCount: 334_060, steps: 2 },
];
const PEER_LIMIT_GIBIBYTES = 18;
const OUR_LIMIT_GIBIBYTES = 6;
const GIBIBYTE = 2 ** 30;

interface Found {
  readonly milliseconds: readonly number[];
  readonly bytes: number;
}

/** Null: no such peer; 'too large': PyTorch was refused the memory. */
async function runPeer(itemCount: number, steps: number, threads: number): Promise<Found | 'too large' | null> {
  const words = ['--items', itemCount, '--threads', threads, '--limit-gib', PEER_LIMIT_GIBIBYTES];
  const peer = Peer.open('engine_torch_steps.py', words, threads, 'huge pages');
  if (peer === null) return null;
  await peer.ask('steps', { n: 1 });
  const answer = await peer.ask<{ milliseconds: readonly number[] }>('steps', { n: steps });
  const memory = isOutOfMemory(answer) ? null : await peer.tell<{ bytes: number }>('peak');
  await peer.close();
  return isOutOfMemory(answer) || memory === null ? 'too large' : { ...answer, ...memory };
}

export async function catalogueSizes({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { itemCount, steps } of SIZES) {
    say(`d: ${itemCount} items`);
    const ourTurn = () => childJson<Found>('./stepsWork.ts', [itemCount, steps, threads]);
    const before = await ourTurn();
    const found = await runPeer(itemCount, steps, threads);
    const after = await ourTurn();
    const ours: Found = {
      milliseconds: [...before.milliseconds, ...after.milliseconds],
      bytes: Math.max(before.bytes, after.bytes),
    };
    const peer = found === 'too large' ? null : found;
    const peerName =
      found === 'too large'
        ? `PyTorch eager: does not fit in ${PEER_LIMIT_GIBIBYTES} GiB`
        : 'PyTorch eager, huge pages';
    const items = `${itemCount / 1000}k items`;
    const bound = (row: Omit<BenchRow, 'ratio' | 'holds' | 'floor' | 'peerName'>): BenchRow => {
      const compared = smallerIsBetter({ ...row, peerName, floor: 1 });
      // We run where PyTorch cannot: ahead without a figure.
      return found === 'too large' ? { ...compared, floor: null, holds: true } : compared;
    };
    const time = peer === null ? null : median(peer.milliseconds);
    rows.push(bound({ id: `d: step, ${items}`, ours: median(ours.milliseconds), peer: time, unit: 'ms' }));
    const memory = peer === null ? null : peer.bytes / GIBIBYTE;
    rows.push(bound({ id: `d: peak memory, ${items}`, ours: ours.bytes / GIBIBYTE, peer: memory, unit: 'GiB' }));
    if (itemCount === SIZES.at(-1)!.itemCount) {
      rows.push(
        smallerIsBetter({
          id: 'd: M2 shape within its limit',
          ours: ours.bytes / GIBIBYTE,
          peer: OUR_LIMIT_GIBIBYTES,
          peerName: 'limit',
          unit: 'GiB',
          floor: 1,
        }),
      );
    }
  }
  return rows;
}
