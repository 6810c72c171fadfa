/** T5 for the parity tests: the smallest that still has heads, buckets and a block in either stack. */
import type { ItemTokens } from '../../src/generation/trie/itemTrie.ts';
import { PromptWriter } from '../../src/generation/prompts/promptTokens.ts';
import { SEEN_TEMPLATES } from '../../src/generation/prompts/templates.ts';
import { tokenizeItemIds } from '../../src/generation/tokenizer/itemTokens.ts';
import { buildWordTokenizer } from '../../src/generation/tokenizer/wordTokenizer.ts';
import { dropoutFrom } from '../../src/network/dropout.ts';
import { encodeT5 } from '../../src/network/t5/t5Encoder.ts';
import { t5DropoutSites } from '../../src/network/t5/t5DropoutSites.ts';
import { t5Parameters } from '../../src/network/t5/t5Parameters.ts';
import { type T5Shape, t5ShapeOfSize } from '../../src/network/t5/t5Shape.ts';
import type { Sequences } from '../../src/split/split.ts';
import { DropoutMasks } from '../../src/training/dropoutMasks.ts';
import { GenerationBatches, type GenerationBatchSettings } from '../../src/training/generation/generationBatches.ts';
import { type GenerationShape, t5Loss, t5LossInputs } from '../../src/training/generation/t5Loss.ts';
import { t5TrainingProgram } from '../../src/training/generation/t5Steps.ts';
import { targetSamples } from '../../src/training/generation/targetSamples.ts';
import type { StepSettings } from '../../src/training/objectiveProgram.ts';
import type { ParityNetwork } from './parityNetworks.ts';

/** By item number; several words are shared, one ID begins another. */
const ITEM_IDS = ['', 'red', 'red oil', 'blue oil', 'rose', 'rose oil set', 'set', 'blue', 'kit red', 'kit'];

const DIMENSIONS: Partial<T5Shape> = {
  ...{ width: 6, keyWidth: 4, innerWidth: 5, headCount: 2, bucketCount: 6, maxDistance: 9 },
  ...{ encoderBlockCount: 1, decoderBlockCount: 1 },
};

export interface TinyGeneration {
  readonly vocabularySize: number;
  readonly itemTokens: ItemTokens;
  readonly prompts: PromptWriter;
}

export function tinyGeneration(): TinyGeneration {
  const templates = SEEN_TEMPLATES.slice(0, 2);
  const tokenizer = buildWordTokenizer([...ITEM_IDS, ...templates.map(({ plain }) => plain)], { maxTokens: 100 });
  const itemTokens = tokenizeItemIds(tokenizer, ITEM_IDS);
  const settings = { historyLength: 3, maxTokens: 40, endToken: 1 };
  return {
    vocabularySize: tokenizer.vocabularySize,
    itemTokens,
    prompts: new PromptWriter(tokenizer, templates, itemTokens, null, settings),
  };
}

export function parityT5(
  name: string,
  changes: Partial<T5Shape>,
  labelPads: GenerationBatchSettings['labelPads'],
  settings: StepSettings,
  batchSettings: Omit<GenerationBatchSettings, 'labelPads'>,
  train: Sequences,
): ParityNetwork {
  const { vocabularySize, itemTokens, prompts } = tinyGeneration();
  const shape: T5Shape = { ...t5ShapeOfSize('nano', vocabularySize), ...DIMENSIONS, ...changes };
  const samples = targetSamples(train, 'every-prefix');
  const batches = new GenerationBatches(samples, prompts, itemTokens, shape, { ...batchSettings, labelPads });
  const batchShapes = new Map<string, GenerationShape>();
  return {
    name,
    parameters: t5Parameters(shape),
    optimiser: settings.optimiser,
    batch(step) {
      const [part] = batches.parts(step, 0);
      const key = JSON.stringify(part!.shape);
      batchShapes.set(key, part!.shape);
      const { rowCount, inputLength, targetLength } = part!.shape;
      const sites = t5DropoutSites(shape, rowCount, inputLength, targetLength);
      const masks = new DropoutMasks(settings.dropout, batchSettings.seed).draw(sites, 0, part!.drawing);
      const specs = t5LossInputs(shape, part!.shape, settings.dropout);
      return { key, specs, inputs: { ...part!.inputs, ...masks } };
    },
    hidden: (parameters, fed) => encodeT5(parameters, shape, fed.inputTokens!, fed.mask!, dropoutFrom(fed)),
    loss: (parameters, fed) => t5Loss(parameters, shape, fed, dropoutFrom(fed)),
    trainingProgram: ({ key }) => t5TrainingProgram(shape, batchShapes.get(key)!, settings),
  };
}
