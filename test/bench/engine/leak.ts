/** (f) Memory over 10,000 small training steps: how much the resident size grows with every 1,000. */
import { type BenchRow, smallerIsBetter } from '../benchRow.ts';
import { childJson } from './childJson.ts';
import type { EngineBenchContext } from './context.ts';

const STEPS = 10_000;
/** Samples in which heaps still grow to their size. */
const WARM_UP_SAMPLES = 3;
const LIMIT_KIBIBYTES = 512;

/** Slope of the least-squares line through equally spaced values. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return covariance / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}

export async function leak({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  say(`f: ${STEPS} small steps`);
  const { residentBytes } = await childJson<{ residentBytes: readonly number[] }>('./leakWork.ts', [STEPS, threads]);
  const mebibytes = residentBytes.map((bytes) => (bytes / 2 ** 20).toFixed(1));
  say(`f: resident MiB after every 1,000 steps: ${mebibytes.join(' ')}`);
  const kibibytes = slope(residentBytes.slice(WARM_UP_SAMPLES)) / 1024;
  const row = smallerIsBetter({
    id: 'f: growth per 1,000 steps',
    ours: kibibytes,
    peer: LIMIT_KIBIBYTES,
    peerName: 'limit',
    unit: 'KiB',
    floor: 1,
  });
  // Memory that shrinks has no ratio.
  return [kibibytes > 0 ? row : { ...row, ratio: null, holds: true }];
}
