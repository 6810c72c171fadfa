/** T5 for the parity tests: the smallest that still has heads, buckets and a block in either stack. */
import type { ItemTokens } from '../../src/generation/trie/itemTrie.ts';
import { PromptWriter } from '../../src/generation/prompts/promptTokens.ts';
import { SEEN_TEMPLATES } from '../../src/generation/prompts/templates.ts';
import { tokenizeItemIds } from '../../src/generation/tokenizer/itemTokens.ts';
import { buildWordTokenizer } from '../../src/generation/tokenizer/wordTokenizer.ts';
import { ItemTextPrompts } from '../../src/generation/prompts/itemTextPrompts.ts';
import type { Tensors } from '../../src/engine/engine.ts';
import { dropoutFrom, NO_DROPOUT } from '../../src/network/dropout.ts';
import { withoutPrefix, withPrefix } from '../../src/network/parameters.ts';
import { encodeT5 } from '../../src/network/t5/t5Encoder.ts';
import { t5DropoutSites } from '../../src/network/t5/t5DropoutSites.ts';
import { t5Parameters } from '../../src/network/t5/t5Parameters.ts';
import { type T5Shape, t5ShapeOfSize } from '../../src/network/t5/t5Shape.ts';
import type { Sequences } from '../../src/split/split.ts';
import { dropoutMasks } from '../../src/training/drawing/dropoutMasks.ts';
import { GenerationBatches, type GenerationBatchSettings } from '../../src/training/generation/generationBatches.ts';
import { type GenerationShape, t5Loss, t5LossInputs } from '../../src/training/generation/t5Loss.ts';
import { t5TrainingProgram } from '../../src/training/generation/t5Steps.ts';
import { SoftIdBatches } from '../../src/training/generation/softIdBatches.ts';
import {
  ID_GENERATOR,
  softIdInputs,
  softIdLoss,
  type SoftIds,
  type SoftIdShape,
  softIdSites,
} from '../../src/training/generation/softIdLoss.ts';
import { softIdProgram } from '../../src/training/generation/softIdSteps.ts';
import { targetSamples } from '../../src/training/generation/targetSamples.ts';
import type { StepSettings } from '../../src/training/objectiveProgram.ts';
import type { ParityNetwork } from './parityNetworks.ts';
import { drawHere } from './drawHere.ts';

/** By item number; several words are shared, one ID begins another. */
const ITEM_IDS = ['', 'red', 'red oil', 'blue oil', 'rose', 'rose oil set', 'set', 'blue', 'kit red', 'kit'];

const DIMENSIONS: Partial<T5Shape> = {
  ...{ width: 6, keyWidth: 4, innerWidth: 5, headCount: 2, bucketCount: 6, maxDistance: 9 },
  ...{ encoderBlockCount: 1, decoderBlockCount: 1 },
};

/** By item number; what their IDs are written from. */
const ITEM_TEXTS = ITEM_IDS.map((id, item) => (item % 2 === 0 ? `${id} kit bought` : `blue ${id}`));

export interface TinyGeneration {
  readonly vocabularySize: number;
  readonly texts: ItemTextPrompts;
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
    texts: new ItemTextPrompts(tokenizer, ITEM_TEXTS, { maxTokens: 5, endToken: 1 }),
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
      const masks = dropoutMasks(sites, { ...settings, seed: batchSettings.seed }, part!.drawing);
      const specs = t5LossInputs(shape, part!.shape, settings.dropout);
      return { key, specs, inputs: drawHere({ ...part!.inputs, ...masks }) };
    },
    hidden: (parameters, fed) => encodeT5(parameters, shape, fed.inputTokens!, fed.mask!, dropoutFrom(fed)),
    loss: (parameters, fed) => t5Loss(parameters, shape, fed, dropoutFrom(fed)),
    trainingProgram: ({ key }) => t5TrainingProgram(shape, batchShapes.get(key)!, settings),
  };
}

/** An ID generator of another size than the recommender; all of both is differentiated, the generator alone trained. */
export function paritySoftIds(
  name: string,
  changes: Partial<T5Shape>,
  softIds: SoftIds,
  settings: StepSettings,
  batchSettings: Omit<GenerationBatchSettings, 'labelPads'>,
  train: Sequences,
): ParityNetwork {
  const { vocabularySize, itemTokens, prompts, texts } = tinyGeneration();
  const recommender: T5Shape = { ...t5ShapeOfSize('nano', vocabularySize), ...DIMENSIONS };
  const shapes = { recommender, generator: { ...recommender, width: 4, keyWidth: 3, ...changes } };
  const batches = new SoftIdBatches(
    new GenerationBatches(targetSamples(train, 'every-prefix'), prompts, itemTokens, recommender, {
      ...batchSettings,
      labelPads: 'ignored',
    }),
    texts,
    itemTokens,
    shapes.generator,
  );
  const batchShapes = new Map<string, SoftIdShape>();
  const generatorOf = (parameters: Tensors): Tensors => withoutPrefix(parameters, ID_GENERATOR);
  return {
    name,
    parameters: { ...t5Parameters(recommender), ...withPrefix(t5Parameters(shapes.generator), ID_GENERATOR) },
    optimiser: settings.optimiser,
    batch(step) {
      const { shape, inputs, drawing } = batches.batch(step, 0);
      const key = JSON.stringify(shape);
      batchShapes.set(key, shape);
      const masks = dropoutMasks(softIdSites(shapes, shape), { ...settings, seed: batchSettings.seed }, drawing);
      return { key, specs: softIdInputs(shapes, shape, settings.dropout), inputs: drawHere({ ...inputs, ...masks }) };
    },
    hidden: (parameters, fed) =>
      encodeT5(generatorOf(parameters), shapes.generator, fed.textTokens!, fed.textMask!, NO_DROPOUT),
    loss: (parameters, fed) => softIdLoss(generatorOf(parameters), parameters, shapes, fed, softIds, dropoutFrom(fed)),
    trainingProgram: ({ key }) => softIdProgram(shapes, batchShapes.get(key)!, { ...settings, softIds }),
  };
}
