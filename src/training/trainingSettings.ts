/** Settings that every model trained in epochs shares; a baseline spreads them into its own schema. */
import { z } from 'zod';
import { DECAYS } from './learningRate.ts';
import type { LoopSettings } from './trainLoop.ts';

export const trainingSettings = {
  batchSize: z.int().positive().default(256).describe('Sequences per step.'),
  batchParts: z.int().positive().default(1).describe('Parts that a step is computed in, to need less memory.'),
  epochs: z.int().positive().default(200).describe('At most so many passes over the training sequences.'),
  patience: z
    .int()
    .positive()
    .nullable()
    .default(10)
    .describe('Validations without a better NDCG@10 after which training stops; null: never.'),
  keptEpoch: z
    .enum(['best', 'last'])
    .default('best')
    .describe('Whose weights are kept: the best validated epoch, or the last, as in the ECIR 2026 release.'),
  validateEveryEpochs: z.int().positive().default(1),
  learningRate: z.number().positive().default(1e-3),
  warmupSteps: z.int().nonnegative().default(0).describe('Steps over which the learning rate rises from 0.'),
  learningRateDecay: z
    .enum(DECAYS)
    .default('none')
    .describe('linear: the learning rate falls to 0 over what is left after the rise.'),
  weightDecay: z.number().nonnegative().default(0).describe('Decoupled, as in AdamW; 0 is Adam.'),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('Largest global norm of the gradients; null: unlimited.'),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  adamEpsilon: z.number().positive().default(1e-8),
};

/** Of the ECIR 2026 release: AdamW, gradients clipped, a fixed number of epochs, and the weights that they end with. */
export const releaseTraining = { weightDecay: 0.01, clipNorm: 0.5, patience: null, keptEpoch: 'last' } as const;

export type TrainingSettings = z.infer<z.ZodObject<typeof trainingSettings>>;

export function loopSettings(settings: TrainingSettings): LoopSettings {
  const { epochs, patience, keptEpoch, validateEveryEpochs } = settings;
  const { learningRate, warmupSteps, learningRateDecay } = settings;
  const { beta1, beta2, adamEpsilon, weightDecay, clipNorm } = settings;
  return {
    epochs,
    patience,
    keptEpoch,
    validateEveryEpochs,
    learningRate,
    warmupSteps,
    decay: learningRateDecay,
    optimiser: { beta1, beta2, epsilon: adamEpsilon, weightDecay, clipNorm },
  };
}
