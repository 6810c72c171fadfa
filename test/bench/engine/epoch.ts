/** (b) One epoch on Beauty: ours beside the padded reference way in PyTorch, taking turns. */
import { openEngine } from '../../../src/engine/openEngine.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import { beautyData } from './beautyData.ts';
import type { EngineBenchContext } from './context.ts';
import { BEAUTY_SETTINGS, timeEpochs } from './fitSasrec.ts';
import { Peer } from './peer.ts';

/** The peer's epoch is cut into so many turns. */
const TURNS = 4;
const EPOCHS_PER_TURN = 2;

export async function epoch({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const data = await beautyData();
  const { train, catalogue } = data.split;
  const { batchSize, dropout } = BEAUTY_SETTINGS;
  const words = [data.path, '--batch', batchSize, '--dropout', dropout, '--threads', threads];
  const peer = Peer.open('engine_torch_padded.py', words, threads);
  const engine = await openEngine('onnx', { threads });
  const stepCount = Math.ceil(train.users.length / batchSize);
  const firsts: number[] = [];
  const laters: number[] = [];
  let peerSeconds = 0;
  await peer?.tell('steps', { start: 0, end: 1 });
  for (let turn = 0; turn < TURNS; turn++) {
    say(`b: ${EPOCHS_PER_TURN} of our epochs, turn ${turn + 1} of ${TURNS}`);
    const settings = { ...BEAUTY_SETTINGS, norm: 'query-only', epochs: EPOCHS_PER_TURN } as const;
    const { first, later } = await timeEpochs(engine, train, catalogue.itemCount, settings);
    firsts.push(first);
    laters.push(...later);
    const [start, end] = [turn, turn + 1].map((place) => Math.round((place * stepCount) / TURNS));
    say(`b: steps ${start!} to ${end!} of the peer's epoch`);
    const answer = await peer?.tell<{ seconds: number }>('steps', { start, end });
    peerSeconds += answer?.seconds ?? 0;
  }
  await engine.dispose();
  await data.remove();
  const shared = { peer: peer === null ? null : peerSeconds, peerName: 'PyTorch eager, padded', unit: 's' };
  return [
    smallerIsBetter({ ...shared, id: 'b: epoch on Beauty', ours: median(laters), floor: 10 }),
    smallerIsBetter({ ...shared, id: 'b: first epoch, compiling', ours: firsts[0]!, floor: null }),
  ];
}
