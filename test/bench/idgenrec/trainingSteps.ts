/**
 * (b) One training step of T5: forward, backward, clipping and AdamW, with dropout, ours beside Hugging Face's
 * T5ForConditionalGeneration and PyTorch's fused AdamW, taking turns. The same weights, tokens and lengths, no padding on
 * either side; before the clock runs, the losses without dropout must agree. Beside it, how long the step's matrix products
 * alone take at the machine's best rate of the same minutes: no code on ONNX Runtime can be quicker than that.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibrate } from '../../../harness/machine/calibration.ts';
import type { Engine, EngineState, HostArray } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { configOfT5Shape } from '../../../src/network/t5/t5Config.ts';
import { t5DropoutSites } from '../../../src/network/t5/t5DropoutSites.ts';
import { t5Parameters } from '../../../src/network/t5/t5Parameters.ts';
import { type T5Shape, type T5Size, t5ShapeOfSize } from '../../../src/network/t5/t5Shape.ts';
import { Random } from '../../../src/random.ts';
import { writeTensors } from '../../../src/tensors/safetensors.ts';
import { dropoutMasks } from '../../../src/training/drawing/dropoutMasks.ts';
import { stepsAhead } from '../../../src/training/drawing/stepsAhead.ts';
import type { GenerationShape } from '../../../src/training/generation/t5Loss.ts';
import { t5TrainingProgram } from '../../../src/training/generation/t5Steps.ts';
import { initialParameters } from '../../../src/training/initialise.ts';
import { optimiserInputs, optimiserState } from '../../../src/training/optimiser.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from '../engine/context.ts';
import { Peer } from '../engine/peer.ts';

interface SizeUnderTest {
  readonly size: T5Size;
  readonly rowCount: number;
  /** Of t5-small's shape the checkpoint's; of ours what the words of Beauty's published IDs and of prompts come to. */
  readonly vocabularySize: number;
}

const SIZES: readonly SizeUnderTest[] = [
  { size: 'mini', rowCount: 64, vocabularySize: 10_000 },
  { size: 'small', rowCount: 16, vocabularySize: 32_128 },
];
/** About what prompts of Beauty come to, and a published ID with its end. */
const INPUT_LENGTH = 64;
const TARGET_LENGTH = 8;
const FLOOR = 1.5;
const STEPS_PER_ROUND = 3;
const CALIBRATION_SECONDS = 2;
const BATCHES = 8;
const DROPOUT = 0.1;
const LEARNING_RATE = 1e-3;
const OPTIMISER = { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.01, clipNorm: 1 };
/** Losses of the same weights on the same tokens, relative. */
const LOSS_TOLERANCE = 1e-4;

interface PeerSteps {
  readonly milliseconds: readonly number[];
}

interface Batch {
  readonly inputs: readonly (readonly number[])[];
  readonly labels: readonly (readonly number[])[];
}

/** Words at random, each row with the end token last. */
function randomBatch(random: Random, { vocabularySize, endToken }: T5Shape, rowCount: number): Batch {
  const word = (): number => 3 + random.below(vocabularySize - 3);
  const rows = (length: number): number[][] =>
    Array.from({ length: rowCount }, () => [...Array.from({ length: length - 1 }, word), endToken]);
  return { inputs: rows(INPUT_LENGTH), labels: rows(TARGET_LENGTH) };
}

function feeds({ inputs, labels }: Batch, { startToken }: T5Shape): Record<string, HostArray> {
  const scoredTokens = Int32Array.from(labels.flat());
  return {
    inputTokens: Int32Array.from(inputs.flat()),
    mask: new Float32Array(inputs.length * INPUT_LENGTH).fill(1),
    targetTokens: Int32Array.from(labels.flatMap((row) => [startToken, ...row.slice(0, -1)])),
    scoredPlaces: Int32Array.from(scoredTokens.keys()),
    scoredTokens,
    weights: new Float32Array(scoredTokens.length).fill(1 / scoredTokens.length),
  };
}

/** With weights of its own, for a step changes them. */
async function lossWithoutDropout(
  engine: Engine,
  shape: T5Shape,
  size: GenerationShape,
  parameters: ReturnType<typeof initialParameters>,
  batch: Batch,
): Promise<number> {
  const state = engine.createState({ ...parameters, ...optimiserState(parameters) });
  const program = await engine.compile(t5TrainingProgram(shape, size, { dropout: 0, optimiser: OPTIMISER }), state);
  const { loss } = await program.run({ ...feeds(batch, shape), ...optimiserInputs(OPTIMISER, LEARNING_RATE, 1) });
  await program.dispose();
  state.dispose();
  return loss![0]!;
}

async function openSteps(
  engine: Engine,
  shape: T5Shape,
  size: GenerationShape,
  state: EngineState,
  batches: readonly Batch[],
) {
  const program = await engine.compile(
    t5TrainingProgram(shape, size, { dropout: DROPOUT, optimiser: OPTIMISER }),
    state,
  );
  const sites = t5DropoutSites(shape, size.rowCount, size.inputLength, size.targetLength);
  let done = 0;
  /** Milliseconds of each step, its dropout masks included. */
  const steps = async (count: number): Promise<number[]> => {
    const milliseconds: number[] = [];
    const coming = stepsAhead(done, done + count, (step) => [
      {
        inputs: {
          ...feeds(batches[step % batches.length]!, shape),
          ...dropoutMasks(sites, { dropout: DROPOUT, seed: 1 }, step),
        },
      },
    ]);
    for (let step = 0; step < count; step++) {
      const start = performance.now();
      const [batch] = (await coming.next()).value!;
      const scalars = optimiserInputs(OPTIMISER, LEARNING_RATE, ++done);
      await program.run({ ...batch!.inputs, ...scalars });
      milliseconds.push(performance.now() - start);
    }
    return milliseconds;
  };
  return { steps, dispose: () => program.dispose() };
}

async function benchSize(
  engine: Engine,
  { size, rowCount, vocabularySize }: SizeUnderTest,
  { rounds, threads, say }: EngineBenchContext,
): Promise<BenchRow[]> {
  const shape = t5ShapeOfSize(size, vocabularySize);
  const lengths = { rowCount, inputLength: INPUT_LENGTH, targetLength: TARGET_LENGTH };
  const batchShape = { ...lengths, scoredCount: rowCount * TARGET_LENGTH };
  const random = Random.fromSeed(1);
  const batches = Array.from({ length: BATCHES }, () => randomBatch(random, shape, rowCount));
  const parameters = initialParameters(t5Parameters(shape), 1);
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-bench-'));
  await writeTensors(join(folder, 'model.safetensors'), { tensors: parameters, metadata: { format: 'pt' } });
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...configOfT5Shape(shape), dropout_rate: DROPOUT }));
  await writeFile(
    join(folder, 'batches.json'),
    JSON.stringify({ batches, optimiser: { ...OPTIMISER, learningRate: LEARNING_RATE } }),
  );
  const peer = Peer.open('t5_steps.py', [folder, join(folder, 'batches.json'), '--threads', threads], threads);
  if (peer !== null) {
    const own = await lossWithoutDropout(engine, shape, batchShape, parameters, batches[0]!);
    const { loss } = await peer.tell<{ readonly loss: number }>('loss');
    if (Math.abs(own / loss - 1) > LOSS_TOLERANCE) {
      throw new Error(`The peer does not compute the same: loss ${loss}, ours ${own}.`);
    }
  }
  const state = engine.createState({ ...parameters, ...optimiserState(parameters) });
  const { steps, dispose } = await openSteps(engine, shape, batchShape, state, batches);
  const [ours, theirs]: [number[], number[]] = [[], []];
  const multiplyAddsBefore = engine.multiplyAdds!;
  let gflopPerSecond = 0;
  for (let round = 0; round <= rounds; round++) {
    say(`b: ${size}, ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
    // The first step of a turn is not counted: the machine was another's before it.
    const own = (await steps(STEPS_PER_ROUND + 1)).slice(1);
    const speed = await calibrate({ seconds: CALIBRATION_SECONDS, threads });
    gflopPerSecond = Math.max(gflopPerSecond, speed.matrixProductGflopPerSecond);
    const told = await peer?.tell<PeerSteps>('steps', { n: STEPS_PER_ROUND + 1 });
    if (round === 0) continue;
    ours.push(...own);
    theirs.push(...(told?.milliseconds.slice(1) ?? []));
  }
  await dispose();
  state.dispose();
  await peer?.close();
  await rm(folder, { recursive: true, force: true });
  const stepCount = (rounds + 1) * (STEPS_PER_ROUND + 1);
  const multiplyAddsPerStep = (engine.multiplyAdds! - multiplyAddsBefore) / stepCount;
  const id = `b: training step, ${size}, ${rowCount} x ${INPUT_LENGTH}`;
  const shared = { ours: median(ours), unit: 'ms' };
  return [
    smallerIsBetter({
      ...{ ...shared, id, floor: FLOOR },
      peer: theirs.length === 0 ? null : median(theirs),
      peerName: 'Hugging Face T5, fused AdamW, memory kept',
    }),
    smallerIsBetter({
      ...{ ...shared, id: `${id}, at the limit`, floor: null },
      peer: (2 * multiplyAddsPerStep) / gflopPerSecond / 1e6,
      peerName: "its products at the machine's rate",
    }),
  ];
}

export async function trainingSteps(context: EngineBenchContext): Promise<BenchRow[]> {
  const engine = await openEngine('onnx', { threads: context.threads });
  const rows: BenchRow[] = [];
  for (const tested of SIZES) rows.push(...(await benchSize(engine, tested, context)));
  await engine.dispose();
  return rows;
}
