/** (a) One training step without padding: ours beside PyTorch, eager and compiled, taking turns. */
import { openEngine } from '../../../src/engine/openEngine.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from './context.ts';
import { Peer } from './peer.ts';
import { STEP_SHAPE, timeSteps } from './timeSteps.ts';

const STEPS_PER_ROUND = 5;
/** Losses of untrained networks with different random weights differ by less. */
const LOSS_TOLERANCE = 0.05;

interface PeerSteps {
  readonly milliseconds: readonly number[];
  readonly loss: number;
}

/** The floors are for PyTorch's best form; as installed, it spends half its time on page faults. */
const PEERS = [
  { id: 'a: training step', name: 'PyTorch eager, memory kept', words: [], memory: 'kept', floor: 2 },
  { id: 'a: training step', name: 'torch.compile, memory kept', words: ['--compile'], memory: 'kept', floor: 1.3 },
  { id: 'a: training step', name: 'PyTorch eager as installed', words: [], memory: 'as installed', floor: null },
  {
    id: 'a: training step',
    name: 'torch.compile as installed',
    words: ['--compile'],
    memory: 'as installed',
    floor: null,
  },
] as const;

export async function trainingStep({ rounds, threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const peers = PEERS.map((peer) => ({
    ...peer,
    process: Peer.open('engine_torch_steps.py', [...peer.words, '--threads', threads], threads, peer.memory),
    milliseconds: [] as number[],
  }));
  const losses: number[] = [];
  for (const { process, name } of peers) {
    say(`a: warming up ${name}`);
    const warmUp = await process?.tell<PeerSteps>('steps', { n: STEPS_PER_ROUND });
    if (warmUp !== undefined) losses.push(warmUp.loss);
  }
  const engine = await openEngine('onnx', { threads });
  const ours: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`a: round ${round} of ${rounds}`);
    const timed = await timeSteps(engine, STEP_SHAPE, STEPS_PER_ROUND);
    ours.push(...timed.milliseconds);
    for (const loss of losses) {
      if (Math.abs(loss - timed.loss) > LOSS_TOLERANCE)
        throw new Error(`The peers do not compute the same: loss ${loss}, ours ${timed.loss}.`);
    }
    for (const { process, milliseconds } of peers) {
      // The first step of a turn is not counted: the machine was another's before it.
      const answer = await process?.tell<PeerSteps>('steps', { n: STEPS_PER_ROUND + 1 });
      milliseconds.push(...(answer?.milliseconds.slice(1) ?? []));
    }
  }
  await engine.dispose();
  return peers.map(({ id, name, floor, milliseconds }) =>
    smallerIsBetter({
      id,
      ours: median(ours),
      peer: milliseconds.length === 0 ? null : median(milliseconds),
      peerName: name,
      unit: 'ms',
      floor,
    }),
  );
}
