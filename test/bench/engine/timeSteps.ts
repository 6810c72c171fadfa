/** Times our training steps on sequences without padding, inside a fit. */
import type { Engine } from '../../../src/engine/engine.ts';
import { Random } from '../../../src/random.ts';
import type { Sequences } from '../../../src/split/split.ts';
import { fitSasrec, type SasrecSettings } from './fitSasrec.ts';

export interface StepShape extends Omit<SasrecSettings, 'epochs'> {
  readonly itemCount: number;
}

/** The (a): 128 x 50 positions, all of them valid. */
export const STEP_SHAPE: StepShape = {
  itemCount: 12_102,
  batchSize: 128,
  maxLength: 50,
  width: 64,
  blocks: 2,
  heads: 2,
  dropout: 0.2,
};

/** Steps that are not counted: the first compiles, the next pay for memory. */
const WARM_UP_STEPS = 3;

export interface TimedSteps {
  /** Of every counted step: from the end of the one before to its own end. */
  readonly milliseconds: readonly number[];
  /** Of the first step. */
  readonly loss: number;
}

/** `count` sequences, each of them one item longer than the network sees. */
function randomSequences(count: number, { maxLength, itemCount }: StepShape): Sequences {
  const random = Random.fromSeed(1);
  const offsets = Uint32Array.from({ length: count + 1 }, (_, index) => index * (maxLength + 1));
  const items = Uint32Array.from({ length: count * (maxLength + 1) }, () => 1 + random.below(itemCount));
  return { users: offsets.slice(0, count), offsets, items, timestamps: null };
}

/** @param onStep Called after every step, the uncounted ones too; numbered from 1. */
export async function timeSteps(
  engine: Engine,
  shape: StepShape,
  steps: number,
  onStep: (step: number) => void = () => undefined,
): Promise<TimedSteps> {
  const { itemCount, ...settings } = shape;
  const train = randomSequences(shape.batchSize * (steps + WARM_UP_STEPS), shape);
  const milliseconds: number[] = [];
  let firstLoss = NaN;
  let last = performance.now();
  const fitted = await fitSasrec(engine, train, itemCount, { ...settings, epochs: 1 }, ({ step, loss }) => {
    const now = performance.now();
    if (step > WARM_UP_STEPS) milliseconds.push(now - last);
    if (step === 1) firstLoss = loss ?? NaN;
    onStep(step);
    last = performance.now();
  });
  await fitted.dispose();
  return { milliseconds, loss: firstLoss };
}
