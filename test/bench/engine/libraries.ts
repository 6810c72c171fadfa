/** (e) One epoch and one evaluation over the full catalogue on Beauty: ours beside RecBole's and RecTools' SASRec. */
import { caseValues, targetRanks } from '../../../src/metrics/accuracy.ts';
import { mean } from '../../../src/statistics/describe.ts';
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
const CUTOFF = 10;
/** Of each turn of ours; the first compiles and is not counted. */
const EPOCHS = 3;
const PASSES = 3;
/** A peer's first pass, which allocates, is not counted, either. */
const PEER_PASSES = 3;

interface Seconds {
  readonly seconds: number;
}

interface Turn {
  readonly epochs: readonly number[];
  readonly evaluations: readonly number[];
}

async function ourTurn({ split, histories, targets }: BeautyData, threads: number): Promise<Turn> {
  const engine = await openEngine('onnx', { threads });
  const settings = { ...BEAUTY_SETTINGS, epochs: EPOCHS };
  const model = await fitSasrec(engine, split.train, split.catalogue.itemCount, settings);
  const evaluations: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const start = performance.now();
    const lists = await model.recommend(histories, { k: CUTOFF, seenItems: 'filter' });
    mean(caseValues('ndcg', targetRanks(lists, targets), CUTOFF));
    evaluations.push((performance.now() - start) / 1000);
  }
  await model.dispose();
  await engine.dispose();
  const epochs = model.epochs.map(({ trainSeconds }) => trainSeconds);
  return { epochs: epochs.slice(1), evaluations: evaluations.slice(1) };
}

/** An epoch, which compiles nothing, and passes over all test users. */
async function peerTurn(peer: Peer): Promise<Turn> {
  const epochs = [(await peer.tell<Seconds>('train')).seconds];
  const evaluations: number[] = [];
  for (let pass = 0; pass < PEER_PASSES; pass++) evaluations.push((await peer.tell<Seconds>('evaluate')).seconds);
  return { epochs, evaluations: evaluations.slice(1) };
}

export async function libraries({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const data = await beautyData();
  const { batchSize, dropout } = BEAUTY_SETTINGS;
  const rows: BenchRow[] = [];
  for (const { name, script } of LIBRARIES) {
    say(`e: ours, ${name}, ours again`);
    const words = [data.path, '--batch', batchSize, '--dropout', dropout, '--threads', threads];
    const peer = Peer.open(script, words, threads);
    const before = await ourTurn(data, threads);
    const theirs = peer && (await peerTurn(peer));
    const after = await ourTurn(data, threads);
    await peer?.close();
    const row = (id: string, of: (turn: Turn) => readonly number[]): BenchRow =>
      smallerIsBetter({
        ...{ id: `e: ${id}, ${name}`, peerName: name, unit: 's', floor: FLOOR },
        ours: median([...of(before), ...of(after)]),
        peer: theirs && median(of(theirs)),
      });
    rows.push(
      row('epoch', ({ epochs }) => epochs),
      row('evaluation', ({ evaluations }) => evaluations),
    );
  }
  await data.remove();
  return rows;
}
