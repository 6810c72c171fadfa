/** (c) Top-10 for all test users of Beauty in batches, and single requests: ours beside PyTorch, taking turns. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sliceHistories } from '../../../harness/case/measure.ts';
import { percentile } from '../../../src/statistics/percentile.ts';
import type { FittedModel } from '../../../src/baseline.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { Random } from '../../../src/random.ts';
import { type HistoryBatch, historyCount } from '../../../src/ranking.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import { beautyData } from './beautyData.ts';
import type { EngineBenchContext } from './context.ts';
import { BEAUTY_SETTINGS, fitSasrec } from './fitSasrec.ts';
import { Peer } from './peer.ts';

const OPTIONS = { k: 10, seenItems: 'filter' } as const;
const SINGLES_PER_ROUND = 300;
/** The first of each turn are not counted: caches and collectors are still busy with the batches before them. */
const UNCOUNTED_SINGLES = 50;
/** Scores that are equal but for rounding may change places. */
const LEAST_AGREEMENT = 0.999;

interface PeerBatches {
  readonly seconds: number;
  readonly items: readonly number[];
}

/** The floors are for the reference way; trimming what can be trimmed is the most that PyTorch can be helped. */
const FORMS = [
  { trim: false, peerName: 'PyTorch eager, padded', floor: 3 },
  { trim: true, peerName: 'PyTorch eager, trimmed', floor: null },
] as const;

interface Samples {
  readonly batchSeconds: number[];
  readonly singleMilliseconds: number[];
}

function keep(samples: Samples, batchSeconds: number, singleMilliseconds: readonly number[]): void {
  samples.batchSeconds.push(batchSeconds);
  samples.singleMilliseconds.push(...singleMilliseconds.slice(UNCOUNTED_SINGLES));
}

function singlePercentile({ singleMilliseconds }: Samples, share: number): number {
  return percentile(
    [...singleMilliseconds].sort((a, b) => a - b),
    share,
  );
}

async function timeBatches(model: FittedModel, histories: HistoryBatch) {
  const count = historyCount(histories);
  const items: number[] = [];
  const start = performance.now();
  for (let from = 0; from < count; from += BEAUTY_SETTINGS.batchSize) {
    const part = sliceHistories(histories, from, Math.min(count, from + BEAUTY_SETTINGS.batchSize));
    items.push(...(await model.recommend(part, OPTIONS)).items);
  }
  return { seconds: (performance.now() - start) / 1000, items };
}

async function timeSingles(model: FittedModel, histories: HistoryBatch, rows: readonly number[]): Promise<number[]> {
  const milliseconds: number[] = [];
  for (const row of rows) {
    const start = performance.now();
    await model.recommend(sliceHistories(histories, row, row + 1), OPTIONS);
    milliseconds.push(performance.now() - start);
  }
  return milliseconds;
}

function shareEqual(ours: readonly number[], theirs: readonly number[]): number {
  return ours.filter((item, index) => item === theirs[index]).length / ours.length;
}

export async function inference({ rounds, threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const data = await beautyData();
  const { histories } = data;
  const engine = await openEngine('onnx', { threads });
  say('c: training one epoch, for weights to share');
  const { train, catalogue } = data.split;
  const model = await fitSasrec(engine, train, catalogue.itemCount, { ...BEAUTY_SETTINGS, epochs: 1 });
  const modelDirectory = join(data.directory, 'model');
  await mkdir(modelDirectory);
  await model.save(modelDirectory);
  const words = [data.path, join(modelDirectory, 'model.safetensors'), '--threads', threads];
  const peer = Peer.open('engine_torch_recommend.py', words, threads);

  const random = Random.fromSeed(1);
  const ours: Samples = { batchSeconds: [], singleMilliseconds: [] };
  const theirs = FORMS.map((): Samples => ({ batchSeconds: [], singleMilliseconds: [] }));
  for (let round = 0; round <= rounds; round++) {
    say(round === 0 ? 'c: warming up' : `c: round ${round} of ${rounds}`);
    const rows = Array.from({ length: SINGLES_PER_ROUND }, () => random.below(historyCount(histories)));
    const batches = await timeBatches(model, histories);
    const singles = await timeSingles(model, histories, rows);
    if (round > 0) keep(ours, batches.seconds, singles);
    for (const [index, { trim }] of FORMS.entries()) {
      if (peer === null) break;
      const answer = await peer.tell<PeerBatches>('batches', { size: BEAUTY_SETTINGS.batchSize, trim });
      const { milliseconds } = await peer.tell<{ milliseconds: readonly number[] }>('singles', { rows, trim });
      const agreement = shareEqual(batches.items, answer.items);
      if (agreement < LEAST_AGREEMENT) throw new Error(`Only ${agreement * 100} % of the lists' places are equal.`);
      if (round > 0) keep(theirs[index]!, answer.seconds, milliseconds);
    }
  }
  await model.dispose();
  await engine.dispose();
  await data.remove();
  return FORMS.flatMap(({ peerName, floor }, index) => {
    const compare = (id: string, unit: string, bound: number | null, of: (samples: Samples) => number): BenchRow =>
      smallerIsBetter({
        id,
        ours: of(ours),
        peer: peer === null ? null : of(theirs[index]!),
        peerName,
        unit,
        floor: bound,
      });
    return [
      compare(`c: top-10 of ${historyCount(histories)} users`, 's', floor, (samples) => median(samples.batchSeconds)),
      compare('c: single request, p50', 'ms', floor, (samples) => singlePercentile(samples, 0.5)),
      compare('c: single request, p99', 'ms', null, (samples) => singlePercentile(samples, 0.99)),
    ];
  });
}
