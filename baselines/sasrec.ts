/** SASRec with full softmax cross-entropy (switchable), the field's strong sequential baseline. */
import { z } from 'zod';
import { defineBaseline } from '../src/baseline.ts';
import type { Engine } from '../src/engine/engine.ts';
import { openFittedModel } from '../src/inference/openFittedModel.ts';
import { readStoredModel, type StoredModel } from '../src/inference/storedModel.ts';
import { sasrecModel } from '../src/network/sasrecNetwork.ts';
import type { SequentialModel } from '../src/network/sequentialModel.ts';
import { fitSequential } from '../src/training/fitSequential.ts';
import { NEXT_ITEM_LOSSES } from '../src/training/losses/nextItemLoss.ts';
import { nextItemObjective } from '../src/training/nextItemObjective.ts';
import { loopSettings, trainingSettings } from '../src/training/trainingSettings.ts';

const ID = 'sasrec';

const settingsSchema = z
  .strictObject({
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
    output: z.enum(['tied', 'untied']).default('tied').describe('Whether scoring uses the item embeddings.'),
    loss: z.enum(NEXT_ITEM_LOSSES).default('ce').describe('ce: softmax over the whole catalogue.'),
    negatives: z.int().positive().default(1).describe('Negatives per position, for every loss but ce.'),
    gbceCalibration: z.number().min(0).max(1).default(0.75).describe("gSASRec's t."),
    initialDeviation: z.number().positive().default(0.02),
    ...trainingSettings,
  })
  .refine(({ width, heads }) => width % heads === 0, { error: 'width must be a multiple of heads.', path: ['heads'] });

type Settings = z.infer<typeof settingsSchema>;

function modelOf(settings: Settings, itemCount: number): SequentialModel {
  const { maxLength, width, norm, paddingMask, output, initialDeviation } = settings;
  return sasrecModel(
    {
      itemCount,
      maxLength,
      width,
      blockCount: settings.blocks,
      headCount: settings.heads,
      norm,
      paddingMask,
      output,
      initialDeviation,
    },
    settings.positions,
  );
}

function requireEngine(engine: Engine | null): Engine {
  if (engine === null) throw new Error(`Baseline "${ID}" was not given an engine.`);
  return engine;
}

async function readModel(directory: string): Promise<{ stored: StoredModel; model: SequentialModel }> {
  const stored = await readStoredModel(directory, ID);
  return { stored, model: modelOf(settingsSchema.parse(stored.settings), stored.itemCount) };
}

export default defineBaseline({
  summary: 'Self-attention over the history (Kang and McAuley 2018), trained with softmax over the whole catalogue.',
  needs: ['engine'],
  settingsSchema,
  fit(input, settings) {
    const { batchSize, batchParts, dropout } = settings;
    const model = modelOf(settings, input.itemCount);
    return fitSequential(
      model,
      nextItemObjective(model, input.train, { batchSize, batchParts, seed: input.seed, loss: settings }),
      { dropout, batchParts, loop: loopSettings(settings) },
      { ...input, engine: requireEngine(input.engine) },
      { kind: ID, itemCount: input.itemCount, settings },
    );
  },
  async load({ directory, engine }) {
    const { stored, model } = await readModel(directory);
    return openFittedModel(model, requireEngine(engine), stored, { epochs: [], bestEpoch: null, compileSeconds: 0 });
  },
  async network(directory) {
    const { stored, model } = await readModel(directory);
    return { model, parameters: stored.parameters };
  },
});
