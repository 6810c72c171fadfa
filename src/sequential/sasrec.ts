/** SASRec by its settings: what is said in a config, and the model and the objective that it means. */
import { z } from 'zod';
import type { FitInput } from '../baseline.ts';
import { sasrecModel } from '../network/sasrecNetwork.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import { NEXT_ITEM_LOSSES } from '../training/losses/nextItemLoss.ts';
import { nextItemObjective } from '../training/nextItemObjective.ts';
import type { TrainingObjective } from '../training/objective.ts';
import { releaseTraining, trainingSettings } from '../training/trainingSettings.ts';

export const sasrecFields = {
  width: z.int().positive().default(64).describe('Hidden units.'),
  blocks: z.int().positive().default(2),
  heads: z.int().positive().default(2),
  dropout: z.number().min(0).lt(1).default(0.3),
  maxLength: z.int().positive().default(50).describe('Latest items of a history that are looked at.'),
  norm: z.enum(['pre', 'post', 'query-only']).default('pre').describe('query-only: as in the ECIR 2026 release.'),
  paddingMask: z.enum(['hidden', 'visible']).default('hidden').describe('Whether attention sees padding.'),
  positions: z
    .enum(['from-end', 'from-start'])
    .default('from-end')
    .describe('Which end of a history has a fixed position.'),
  firstItem: z
    .enum(['given', 'predicted'])
    .default('given')
    .describe(
      'predicted: the first item of a history is a target too, predicted from padding, as in the ECIR 2026 release.',
    ),
  output: z.enum(['tied', 'untied']).default('tied').describe('Whether scoring uses the item embeddings.'),
  loss: z.enum(NEXT_ITEM_LOSSES).default('ce').describe('ce: softmax over the whole catalogue.'),
  negatives: z.int().positive().default(1).describe('Negatives per position, for every loss but ce.'),
  gbceCalibration: z.number().min(0).max(1).default(0.75).describe("gSASRec's t."),
  initialDeviation: z.number().positive().default(0.02),
  ...trainingSettings,
};

/** What the release does, and its epochs on Beauty. The last of its 50 positions is never used. */
export const sasrecEcir26 = {
  maxLength: 49,
  norm: 'query-only',
  paddingMask: 'visible',
  firstItem: 'predicted',
  ...releaseTraining,
  epochs: 25,
} as const;

export const firstItemNeedsPadding = z.refine<{ readonly firstItem: string; readonly paddingMask: string }>(
  ({ firstItem, paddingMask }) => firstItem === 'given' || paddingMask === 'visible',
  { error: 'firstItem "predicted" needs paddingMask "visible": it is predicted from padding.', path: ['firstItem'] },
);

export type SasrecSettings = z.infer<z.ZodObject<typeof sasrecFields>>;

export function sasrecOf(settings: SasrecSettings, itemCount: number): SequentialModel {
  const { maxLength, width, blocks, heads, norm, paddingMask, output, initialDeviation, positions } = settings;
  const shape = { itemCount, maxLength, width, blockCount: blocks, headCount: heads, norm, paddingMask, output };
  return sasrecModel({ ...shape, initialDeviation }, positions);
}

export function sasrecObjective(
  model: SequentialModel,
  { train, seed }: FitInput,
  settings: SasrecSettings,
): TrainingObjective {
  const { batchSize, batchParts, firstItem } = settings;
  return nextItemObjective(model, train, { batchSize, batchParts, firstItem, seed, loss: settings });
}
