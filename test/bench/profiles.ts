/**
 * `npm run bench -- profiles [--only beauty,movielens] [--width 64]`: reducing vectors of users' profiles by UMAP, for as
 * many users as Amazon Beauty and MovieLens 20M have, beside umap-learn on the same vectors. Vectors are simulated; both
 * are judged by the same measure. umap-learn has compiled its code before its clock starts, and fits all rows.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Faithfulness } from '../../src/profiles/inspect/trustworthiness.ts';
import { type BenchRow, largerIsBetter, smallerIsBetter } from './benchRow.ts';
import { childJson } from './engine/childJson.ts';
import { isOutOfMemory, Peer } from './engine/peer.ts';
import type { VectorShape } from './profiles/textLikeVectors.ts';

interface Size extends VectorShape {
  /** What the project promises on two cores. */
  readonly limitSeconds: number;
}

/** Mean cosines: MiniLM's of LLM profiles for MovieLens users, and multilingual E5's as the paper's authors found it. */
const SIZES: Readonly<Record<string, Size>> = {
  beauty: { rows: 22_363, width: 384, meanCosine: 0.64, limitSeconds: 180 },
  movielens: { rows: 137_165, width: 1024, meanCosine: 0.884, limitSeconds: 600 },
};
/** Neighbourhoods are kept as well as umap-learn keeps them, but for chance. */
const QUALITY_FLOOR = 0.98;

interface Reduced {
  readonly seconds: number;
  readonly peakBytes: number;
}

function work<Answer>(...words: readonly (string | number)[]): Promise<Answer> {
  return childJson<Answer>('../profiles/work.ts', words);
}

export async function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: Object.keys(SIZES).join() },
      width: { type: 'string', default: '64' },
      threads: { type: 'string', default: '2' },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-bench-'));
  try {
    const rows: BenchRow[] = [];
    for (const name of values.only.split(',')) {
      const size = SIZES[name];
      if (size === undefined) throw new Error(`No size "${name}"; there are ${Object.keys(SIZES).join(', ')}.`);
      rows.push(...(await measureSize(size, { folder, width: Number(values.width), threads: Number(values.threads) })));
    }
    return rows;
  } finally {
    await Peer.closeAll();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  /** Of the outcome. */
  readonly width: number;
  readonly threads: number;
}

async function measureSize(size: Size, { folder, width, threads }: Place): Promise<BenchRow[]> {
  const what = `${size.rows} x ${size.width} to ${width}`;
  const path = join(folder, `${size.rows}.f32`);
  const outcome = (name: string): string => join(folder, `${size.rows}.${name}.f32`);
  const measured = (name: string): Promise<Faithfulness> => {
    return work('measure', path, size.width, outcome(name), width);
  };
  console.error(`${what}: simulating vectors`);
  await work('make', path, size.rows, size.width, size.meanCosine);
  console.error(`${what}: ours`);
  const ours = await work<Reduced>('reduce', path, size.width, 'umap', width, outcome('ours'));
  console.error(`${what}: principal components alone`);
  await work('reduce', path, size.width, 'pca', width, outcome('pca'));
  const peer = Peer.open('profiles_umap_learn.py', [], threads);
  if (peer !== null) console.error(`${what}: umap-learn`);
  const answer = (await peer?.ask<Reduced>('fit', { ...size, path, out: outcome('peer'), components: width })) ?? null;
  await peer?.close();
  const theirs = answer === null || isOutOfMemory(answer) ? null : answer;
  const kept = await measured('ours');
  const keptByPeer = theirs === null ? null : await measured('peer');
  const keptByPca = await measured('pca');
  await rm(path);

  const limit = { peerName: 'limit', floor: 1, unit: 's' };
  const umapLearn = { peerName: 'umap-learn', floor: null };
  return [
    smallerIsBetter({
      ...limit,
      id: `umap ${what}: time, beside the limit`,
      ours: ours.seconds,
      peer: size.limitSeconds,
    }),
    smallerIsBetter({
      ...umapLearn,
      id: `umap ${what}: time`,
      unit: 's',
      ours: ours.seconds,
      peer: theirs?.seconds ?? null,
    }),
    smallerIsBetter({
      ...umapLearn,
      id: `umap ${what}: peak memory`,
      unit: 'bytes',
      ours: ours.peakBytes,
      peer: theirs?.peakBytes ?? null,
    }),
    largerIsBetter({
      ...umapLearn,
      floor: QUALITY_FLOOR,
      id: `umap ${what}: trustworthiness, ${kept.neighbours} neighbours`,
      unit: '',
      ours: kept.trustworthiness,
      peer: keptByPeer?.trustworthiness ?? null,
    }),
    largerIsBetter({
      ...umapLearn,
      id: `umap ${what}: neighbours kept`,
      unit: '',
      ours: kept.neighboursKept,
      peer: keptByPeer?.neighboursKept ?? null,
    }),
    largerIsBetter({
      id: `umap ${what}: trustworthiness, beside principal components`,
      peerName: 'our pca',
      floor: null,
      unit: '',
      ours: kept.trustworthiness,
      peer: keptByPca.trustworthiness,
    }),
  ];
}
