/** Batches of soft IDs: each token of an ID in a prompt stands where the generator tells that very token of that item. */
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { withPrefix } from '../../../src/network/parameters.ts';
import { t5Parameters } from '../../../src/network/t5/t5Parameters.ts';
import { t5ShapeOfSize } from '../../../src/network/t5/t5Shape.ts';
import { GenerationBatches } from '../../../src/training/generation/generationBatches.ts';
import { SoftIdBatches } from '../../../src/training/generation/softIdBatches.ts';
import { ID_GENERATOR } from '../../../src/training/generation/softIdLoss.ts';
import { softIdSteps } from '../../../src/training/generation/softIdSteps.ts';
import { targetSamples } from '../../../src/training/generation/targetSamples.ts';
import { initialParameters } from '../../../src/training/initialise.ts';
import { optimiserInputs, optimiserState } from '../../../src/training/optimiser.ts';
import { tinyGeneration } from '../../support/parityT5.ts';
import { drawHere } from '../../support/drawHere.ts';

const { itemTokens, prompts, texts, vocabularySize } = tinyGeneration();
const shape = t5ShapeOfSize('nano', vocabularySize);
const train = {
  users: Uint32Array.of(4, 2, 3),
  offsets: Uint32Array.of(0, 3, 6, 11),
  items: Uint32Array.of(1, 2, 3, 8, 8, 6, 7, 5, 1, 9, 2),
  timestamps: null,
};
const BATCH_SIZE = 3;
const settings = { batchSize: BATCH_SIZE, batchParts: 1, labelPads: 'ignored', seed: 3 } as const;
const batches = new SoftIdBatches(
  new GenerationBatches(targetSamples(train, 'every-prefix'), prompts, itemTokens, shape, settings),
  texts,
  itemTokens,
  shape,
);

const idOf = (item: number): number[] =>
  Array.from(itemTokens.tokens.subarray(itemTokens.offsets[item], itemTokens.offsets[item + 1]));

describe('batches of soft IDs', () => {
  it('put every token of an ID where the generator tells it, from the text of its item', () => {
    const seen = new Set<number>();
    for (let index = 0; index < batches.batchesPerEpoch; index++) {
      const { inputs, shape: batch } = batches.batch(1, index);
      const { textLength, idLength } = batch;
      const { inputTokens, softTokens, isSoft, idPlaces, idTokens, textTokens, textMask } = inputs;
      const itemOfRow = (row: number): number => {
        const text = Array.from(textTokens!.subarray(row * textLength, (row + 1) * textLength)).filter(
          (_, at) => textMask![row * textLength + at] === 1,
        );
        return itemTokens.offsets.findIndex((_, item) => item > 0 && texts.of(item).join() === text.join());
      };
      let softCount = 0;
      isSoft!.forEach((soft, place) => {
        if (soft === 0) return;
        softCount++;
        const told = idPlaces![softTokens![place]!]!;
        const [row, at] = [Math.floor(told / idLength), told % idLength];
        const item = itemOfRow(row);
        seen.add(item);
        expect(idOf(item)[at]).toBe(inputTokens![place]);
        const fed = Array.from(idTokens!.subarray(row * idLength, row * idLength + at + 1));
        expect(fed).toEqual([shape.startToken, ...idOf(item).slice(0, at)]);
      });
      // All but the words of the template, the separators and the end.
      const words = Array.from(inputTokens!).filter((_, place) => inputs.mask![place] === 1).length;
      expect(softCount).toBeGreaterThan(0);
      expect(softCount).toBeLessThan(words);
    }
    expect([...seen].sort()).toEqual([1, 2, 5, 7, 8, 9]);
  });
});

describe('a step of soft IDs', () => {
  it.each(['softmax', 'log-probability'] as const)('trains the generator and nothing else: %s', async (softIds) => {
    const engine = await openEngine('onnx', { threads: 1 });
    const recommender = initialParameters(t5Parameters(shape), 1);
    const generator = withPrefix(initialParameters(t5Parameters(shape), 2), ID_GENERATOR);
    const state = engine.createState({ ...recommender, ...generator, ...optimiserState(generator) });
    const optimiser = { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0, clipNorm: null };
    const shapes = { generator: shape, recommender: shape };
    const [batch] = softIdSteps(shapes, batches, { softIds, dropout: 0, optimiser, seed: 1 })(0, 0);
    const program = await engine.compile(batch!.program(), state);
    const losses: number[] = [];
    for (let step = 1; step <= 10; step++) {
      const { loss } = await program.run({ ...drawHere(batch!.inputs), ...optimiserInputs(optimiser, 0.003, step) });
      losses.push(loss![0]!);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    for (const [name, { values }] of Object.entries(recommender)) expect(await state.read(name), name).toEqual(values);
    for (const [name, { values }] of Object.entries(generator)) {
      expect(await state.read(name), name).not.toEqual(values);
    }
    await program.dispose();
    await engine.dispose();
  });
});
