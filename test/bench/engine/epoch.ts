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
const FLOOR = 10;

const PEERS = [
  { name: 'PyTorch eager, padded, memory kept', memory: 'kept' },
  { name: 'PyTorch eager, padded, as installed', memory: 'as installed' },
] as const;

export async function epoch({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const data = await beautyData();
  const { train, catalogue } = data.split;
  const { batchSize, dropout } = BEAUTY_SETTINGS;
  const words = [data.path, '--batch', batchSize, '--dropout', dropout, '--threads', threads];
  const peers = PEERS.map(({ name, memory }) => ({
    name,
    process: Peer.open('engine_torch_padded.py', words, threads, memory),
    seconds: 0,
  }));
  const engine = await openEngine('onnx', { threads });
  const stepCount = Math.ceil(train.users.length / batchSize);
  const firsts: number[] = [];
  const laters: number[] = [];
  for (const peer of peers) await peer.process?.tell('steps', { start: 0, end: 1 });
  for (let turn = 0; turn < TURNS; turn++) {
    say(`b: ${EPOCHS_PER_TURN} of our epochs, turn ${turn + 1} of ${TURNS}`);
    const settings = { ...BEAUTY_SETTINGS, norm: 'query-only', epochs: EPOCHS_PER_TURN } as const;
    const { first, later } = await timeEpochs(engine, train, catalogue.itemCount, settings);
    firsts.push(first);
    laters.push(...later);
    const [start, end] = [turn, turn + 1].map((place) => Math.round((place * stepCount) / TURNS));
    for (const peer of peers) {
      say(`b: steps ${start!} to ${end!} of an epoch of ${peer.name}`);
      const answer = await peer.process?.tell<{ seconds: number }>('steps', { start, end });
      peer.seconds += answer?.seconds ?? 0;
    }
  }
  await engine.dispose();
  await data.remove();
  return peers.flatMap(({ name, process, seconds }) => {
    const shared = { peer: process === null ? null : seconds, peerName: name, unit: 's' };
    return [
      smallerIsBetter({ ...shared, id: 'b: epoch on Beauty', ours: median(laters), floor: FLOOR }),
      smallerIsBetter({ ...shared, id: 'b: first epoch, compiling', ours: firsts[0]!, floor: null }),
    ];
  });
}
