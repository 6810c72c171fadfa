/**
 * `npm run bench -- distillation [--rounds 4] [--threads 2] [--sequences 3000]`: what distillation adds to an epoch on
 * Amazon Beauty (or on its first sequences), the contestants taking turns, and whether a distilled model is served by the
 * graph of the model without.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import bert4rec from '../../baselines/bert4rec.ts';
import bert4recDistilled from '../../baselines/bert4rec-distilled.ts';
import sasrec from '../../baselines/sasrec.ts';
import sasrecDistilled from '../../baselines/sasrec-distilled.ts';
import type { Baseline, FittedModel } from '../../src/baseline.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { traceProgram } from '../../src/engine/onnx/trace.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { recommendProgram } from '../../src/inference/recommendProgram.ts';
import type { Split } from '../../src/split/split.ts';
import { firstSequences } from '../support/tinySplit.ts';
import { waveProfiles } from '../support/waveProfiles.ts';
import { type BenchRow, median, smallerIsBetter } from './benchRow.ts';
import { beautyData } from './engine/beautyData.ts';
import { BEAUTY_SETTINGS } from './engine/fitSasrec.ts';

/** The first of a turn warms up. */
const EPOCHS_PER_TURN = 3;
/** An epoch may take 8 % longer. */
const FLOOR = 1 / 1.08;

/** What else the machine does only makes epochs longer: the median of the quickest third. */
function undisturbed(seconds: readonly number[]): number {
  return median(seconds.toSorted((a, b) => a - b).slice(0, Math.ceil(seconds.length / 3)));
}

interface Contestant {
  readonly id: string;
  readonly baseline: Baseline;
  readonly settings: object;
  /** Which it is compared with; none: it is compared with. */
  readonly beside?: string;
  readonly floor?: number;
}

function contestants(name: string, plain: Baseline, distilled: Baseline): Contestant[] {
  const beside = name;
  return [
    { id: name, baseline: plain, settings: {} },
    { id: `${name}, logging its distance`, baseline: plain, settings: { logDistillation: true }, beside, floor: FLOOR },
    { id: `${name}, distilling`, baseline: distilled, settings: { distillationShare: 1 }, beside, floor: FLOOR },
    { id: `${name}, fine-tuning`, baseline: distilled, settings: { distillationShare: 0 }, beside, floor: FLOOR },
  ];
}

async function fit(
  { baseline, settings }: Contestant,
  { train, catalogue }: Split,
  engine: Engine,
): Promise<FittedModel> {
  const epochs = EPOCHS_PER_TURN;
  const raw = { ...BEAUTY_SETTINGS, ...settings, epochs, patience: null, validateEveryEpochs: epochs };
  const configured = baseline.configure(raw);
  const { profileWidth } = configured;
  return configured.fit({
    train,
    // Validation is no part of an epoch's time.
    validation: { sequences: train, sequence: Uint32Array.of(0), targetRow: Uint32Array.of(train.offsets[1]! - 1) },
    itemCount: catalogue.itemCount,
    itemText: null,
    profiles: profileWidth === null ? null : waveProfiles(Math.max(...train.users) + 1, profileWidth, () => false),
    cutoffSeconds: null,
    engine,
    seed: 1,
    seenItems: 'filter',
    checkpointDirectory: null,
    onProgress: () => undefined,
  });
}

/** Of the graph that answers batches, with weights left open. */
async function graphHash(baseline: Baseline, model: FittedModel): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'seqbench-bench-'));
  await model.save(directory);
  const { model: network, parameters } = await baseline.network!(directory);
  await rm(directory, { recursive: true });
  const shape = {
    rowCount: 64,
    rowLength: network.maxLength,
    askedPerRow: 8,
    historyCount: 256,
    maskedCount: 4096,
    k: 10,
  };
  const specs = Object.fromEntries(Object.entries(parameters).map(([name, { spec }]) => [name, spec]));
  const { model: graph } = traceProgram(recommendProgram(network, shape), specs, () => null);
  return createHash('sha256').update(graph).digest('hex');
}

export async function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rounds: { type: 'string', default: '4' },
      threads: { type: 'string', default: '2' },
      sequences: { type: 'string' },
    },
  });
  const data = await beautyData();
  const { train } = data.split;
  const sequenceCount = Number(values.sequences ?? train.users.length);
  const split = { ...data.split, train: firstSequences(train, sequenceCount) };
  const engine = await openEngine('onnx', { threads: Number(values.threads) });
  const all = [
    ...contestants('sasrec', sasrec, sasrecDistilled),
    ...contestants('bert4rec', bert4rec, bert4recDistilled),
  ];
  const seconds = new Map<string, number[]>(all.map(({ id }) => [id, []]));
  const graphs = new Map<string, string>();
  for (let round = 0; round < Number(values.rounds); round++) {
    // What the machine does in the course of a round hits another contestant in each.
    for (const contestant of [...all.slice(round % all.length), ...all.slice(0, round % all.length)]) {
      const { id, baseline } = contestant;
      console.error(`round ${round + 1} of ${values.rounds}: ${EPOCHS_PER_TURN} epochs of ${id}`);
      const model = await fit(contestant, split, engine);
      seconds.get(id)!.push(...model.epochs.slice(1).map(({ trainSeconds }) => trainSeconds));
      if (!graphs.has(id)) graphs.set(id, await graphHash(baseline, model));
      await model.dispose();
    }
  }
  await engine.dispose();
  await data.remove();
  const epochs = all.flatMap(({ id, beside, floor }) => {
    if (beside === undefined) return [];
    const [ours, peer] = [id, beside].map((name) => undisturbed(seconds.get(name)!));
    return [
      smallerIsBetter({ id: `epoch: ${id}`, ours: ours!, peer: peer!, peerName: beside, unit: 's', floor: floor! }),
    ];
  });
  const served = all.flatMap(({ id, beside }) => {
    if (beside === undefined) return [];
    const differing = graphs.get(id) === graphs.get(beside) ? 0 : 1;
    const shared = { id: `graph that answers: ${id}`, unit: 'differing', ratio: null, floor: null };
    return [{ ...shared, ours: differing, peer: 0, peerName: beside, holds: differing === 0 }];
  });
  return [...epochs, ...served];
}
