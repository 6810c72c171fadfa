/** (e) One epoch and one evaluation over the full catalogue on Beauty: ours beside RecBole's and RecTools' SASRec. */
import { openEngine } from '../../../src/engine/openEngine.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import { type BeautyData, beautyData } from './beautyData.ts';
import type { EngineBenchContext } from './context.ts';
import { BEAUTY_SETTINGS, fitSasrec } from './fitSasrec.ts';
import { Peer } from './peer.ts';

const LIBRARIES = [
  { name: 'RecTools', script: 'engine_rectools.py' },
  { name: 'RecBole', script: 'engine_recbole.py' },
] as const;
const FLOOR = 10;
const EPOCHS = 3;
const PASSES = 4;

interface Seconds {
  readonly seconds: number;
}

/** Medians over epochs and over passes over all test users, each without its first, which compiles. */
async function oursOnBeauty({ split, histories }: BeautyData, threads: number) {
  const engine = await openEngine('onnx', { threads });
  const settings = { ...BEAUTY_SETTINGS, epochs: EPOCHS };
  const model = await fitSasrec(engine, split.train, split.catalogue.itemCount, settings);
  const evaluations: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const start = performance.now();
    await model.recommend(histories, { k: 10, seenItems: 'filter' });
    evaluations.push((performance.now() - start) / 1000);
  }
  await model.dispose();
  await engine.dispose();
  const epochs = model.epochs.map(({ trainSeconds }) => trainSeconds);
  return { epochSeconds: median(epochs.slice(1)), evaluationSeconds: median(evaluations.slice(1)) };
}

export async function libraries({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const data = await beautyData();
  const { batchSize, dropout } = BEAUTY_SETTINGS;
  const rows: BenchRow[] = [];
  for (const { name, script } of LIBRARIES) {
    say(`e: ours, then ${name}`);
    const { epochSeconds, evaluationSeconds } = await oursOnBeauty(data, threads);
    const words = [data.path, '--batch', batchSize, '--dropout', dropout, '--threads', threads];
    const peer = Peer.open(script, words, threads);
    const trained = (await peer?.tell<Seconds>('train'))?.seconds ?? null;
    const evaluated = (await peer?.tell<Seconds>('evaluate'))?.seconds ?? null;
    await peer?.close();
    const shared = { peerName: name, unit: 's', floor: FLOOR };
    rows.push(
      smallerIsBetter({ ...shared, id: `e: epoch, ${name}`, ours: epochSeconds, peer: trained }),
      smallerIsBetter({ ...shared, id: `e: evaluation, ${name}`, ours: evaluationSeconds, peer: evaluated }),
    );
  }
  await data.remove();
  return rows;
}
