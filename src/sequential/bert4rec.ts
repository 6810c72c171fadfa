/** BERT4Rec by its settings: what is said in a config, and the model and the objective that it means. */
import { z } from 'zod';
import type { FitInput } from '../baseline.ts';
import { bert4recModel } from '../network/bert4recNetwork.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import { maskedItemObjective } from '../training/maskedItemObjective.ts';
import type { TrainingObjective } from '../training/objective.ts';
import { releaseTraining, trainingSettings } from '../training/trainingSettings.ts';

export const bert4recFields = {
  width: z.int().positive().default(64).describe('Hidden units.'),
  blocks: z.int().positive().default(2),
  heads: z.int().positive().default(2),
  dropout: z.number().min(0).lt(1).default(0.2).describe('Of embeddings, attention and layers.'),
  maxLength: z
    .int()
    .min(2)
    .default(50)
    .describe('Latest items of a history that are looked at, and the mask that stands for the item to come.'),
  maskProbability: z.number().min(0).max(1).default(0.2).describe('Chance of each item to be masked, in every epoch.'),
  lastItemShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Share of the sequences of an epoch of which the last item is masked and no other.'),
  withoutMask: z
    .enum(['mask-one', 'leave'])
    .default('mask-one')
    .describe('Of a sequence that chance leaves without a mask: mask one item, or learn nothing from it.'),
  maskSeed: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("Seed of the masks; null: the run's. The ECIR 2026 release has 42 whatever the seed."),
  padding: z
    .enum(['plain', 'masked'])
    .default('plain')
    .describe('masked: padding is masked like items, and then seen, as in the ECIR 2026 release.'),
  rows: z
    .enum(['packed', 'one-per-row'])
    .default('packed')
    .describe('one-per-row: each sequence with its padding. Slower, and the same, unless padding is used.'),
  positions: z
    .enum(['from-end', 'from-start'])
    .default('from-end')
    .describe('Which end of a history has a fixed position.'),
  head: z
    .enum(['dense', 'none'])
    .default('none')
    .describe('dense: a layer, GELU and a norm before the scores, as in the original; none: as in later codes.'),
  output: z
    .enum(['tied', 'untied'])
    .default('tied')
    .describe('Whether scoring uses the item embeddings. Either way each item has a bias.'),
  initialDeviation: z.number().positive().default(0.02),
  ...trainingSettings,
};

/** What the release does, and its epochs on Beauty. */
export const bert4recEcir26 = {
  maskProbability: 0.15,
  lastItemShare: 0,
  withoutMask: 'leave',
  maskSeed: 42,
  padding: 'masked',
  rows: 'one-per-row',
  head: 'none',
  output: 'untied',
  ...releaseTraining,
  epochs: 60,
} as const;

/** There the masks in padding stay hidden, so that the two models do not see the same: a point for distillation. */
export const distilledBert4recEcir26 = { ...bert4recEcir26, padding: 'plain' } as const;

export const somethingIsMasked = z.refine<{
  readonly maskProbability: number;
  readonly lastItemShare: number;
  readonly withoutMask: string;
}>(
  ({ maskProbability, lastItemShare, withoutMask }) =>
    maskProbability > 0 || lastItemShare > 0 || withoutMask === 'mask-one',
  {
    error: 'nothing would be masked, and so nothing learnt: raise it, or set withoutMask: mask-one',
    path: ['maskProbability'],
  },
);

export const paddingHasRows = z.refine<{ readonly padding: string; readonly rows: string }>(
  ({ padding, rows }) => padding === 'plain' || rows === 'one-per-row',
  { error: 'padding "masked" needs rows "one-per-row": packed rows have no padding.', path: ['rows'] },
);

export type Bert4recSettings = z.infer<z.ZodObject<typeof bert4recFields>>;

export function bert4recOf(settings: Bert4recSettings, itemCount: number): SequentialModel {
  const { maxLength, width, blocks, heads, output, head, rows, positions, initialDeviation } = settings;
  const shape = { itemCount, maxLength, width, blockCount: blocks, headCount: heads, output, head, layout: rows };
  return bert4recModel({ ...shape, positions, initialDeviation });
}

export function bert4recObjective(
  model: SequentialModel,
  { train, seed }: FitInput,
  settings: Bert4recSettings,
): TrainingObjective {
  return maskedItemObjective(model, train, { ...settings, seed, maskSeed: settings.maskSeed ?? seed });
}
