/**
 * Every engine that this machine has against the reference: the items that models recommend and their scores, asked in
 * batches and one at a time, seen items filtered or kept. Engines that are absent are skipped by name, with why.
 */
import { describe, expect, it } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { makeGenerativeModel } from '../../src/generative/generativeModel.ts';
import { GenerativeRecommender } from '../../src/generative/generativeRecommender.ts';
import { generativeSettingsSchema } from '../../src/generative/generativeSettings.ts';
import { SequentialRecommender } from '../../src/inference/sequentialRecommender.ts';
import { SingleRecommender } from '../../src/inference/singleRecommender.ts';
import { bert4recModel } from '../../src/network/bert4recNetwork.ts';
import { sasrecModel } from '../../src/network/sasrecNetwork.ts';
import type { SequentialModel } from '../../src/network/sequentialModel.ts';
import { t5Parameters } from '../../src/network/t5/t5Parameters.ts';
import { type HistoryBatch, historyCount, type Ranking, type RecommendOptions } from '../../src/ranking.ts';
import { initialParameters } from '../../src/training/initialise.ts';
import { enginesUnderTest } from '../support/enginesPresent.ts';
import { historyAt } from '../support/historyAt.ts';
import { relativeDifference } from '../support/parityNetworks.ts';
import { TINY_SASREC } from '../support/tinySasrec.ts';

const TOLERANCE = 2e-5;
const LEAST_SCALE = 1e-2;
const SEED = 5;
const K = 4;

/** One is empty, so that all of its scores are equal; one is longer than the networks look back. */
const HISTORIES: HistoryBatch = {
  offsets: Uint32Array.of(0, 3, 3, 4, 11),
  items: Uint32Array.of(5, 9, 2, 7, 1, 2, 3, 4, 5, 6, 7),
  users: Uint32Array.of(0, 1, 2, 3),
};
const ASKED: readonly RecommendOptions[] = [
  { k: K, seenItems: 'keep' },
  { k: K, seenItems: 'filter' },
];

interface Recommender {
  recommend(histories: HistoryBatch, options: RecommendOptions): Promise<Ranking>;
  dispose(): Promise<void>;
}

interface AnsweringModel {
  readonly name: string;
  open(engine: Engine): Promise<readonly Recommender[]>;
}

function sequential(name: string, model: SequentialModel): AnsweringModel {
  return {
    name,
    async open(engine) {
      const state = engine.createState(initialParameters(model.parameters, SEED));
      return [new SequentialRecommender(model, engine, state), await SingleRecommender.open(model, engine, state)];
    },
  };
}

const idgenrec: AnsweringModel = {
  name: 'IDGenRec',
  open(engine) {
    const { itemText } = simulateShop('tiny');
    const settings = generativeSettingsSchema.parse({ size: 'nano', vocabulary: 200, beams: 6 });
    const none = new Uint32Array(0);
    const train = { users: none, offsets: Uint32Array.of(0), items: none, timestamps: null };
    const { model } = makeGenerativeModel(settings, itemText!.slice(0, 41), train, null);
    const state = engine.createState(initialParameters(t5Parameters(model.shape), SEED));
    const t5 = { shape: model.shape, engine, state };
    return Promise.resolve([new GenerativeRecommender(model, t5, { weights: 'frozen' })]);
  },
};

const bert4rec = (layout: 'packed' | 'one-per-row', output: 'tied' | 'untied'): SequentialModel => {
  const { itemCount, maxLength, width, blockCount, headCount, initialDeviation } = TINY_SASREC;
  const shape = { itemCount, maxLength, width, blockCount, headCount, initialDeviation };
  return bert4recModel({ ...shape, output, head: 'dense', layout, positions: 'from-end' });
};

const MODELS: readonly AnsweringModel[] = [
  sequential('SASRec', sasrecModel(TINY_SASREC, 'from-end')),
  sequential(
    'SASRec, post, untied, visible padding',
    sasrecModel({ ...TINY_SASREC, norm: 'post', output: 'untied', paddingMask: 'visible' }, 'from-end'),
  ),
  sequential('BERT4Rec', bert4rec('packed', 'tied')),
  sequential('BERT4Rec, untied, a history in each row', bert4rec('one-per-row', 'untied')),
  idgenrec,
];

/** Of all recommenders of the model: all histories at once, then one by one. */
async function answers(choice: EngineChoice, model: AnsweringModel): Promise<Ranking[]> {
  const engine = await openEngine(choice, { threads: 1 });
  const rankings: Ranking[] = [];
  for (const recommender of await model.open(engine)) {
    for (const options of ASKED) {
      if (!(recommender instanceof SingleRecommender)) rankings.push(await recommender.recommend(HISTORIES, options));
      for (let history = 0; history < historyCount(HISTORIES); history++) {
        rankings.push(await recommender.recommend(historyAt(HISTORIES, history), options));
      }
    }
    await recommender.dispose();
  }
  await engine.dispose();
  return rankings;
}

const known = new Map<AnsweringModel, Promise<Ranking[]>>();

/** The reference is slow, and the same for every engine. */
function referenceAnswers(model: AnsweringModel): Promise<Ranking[]> {
  const found = known.get(model) ?? answers('reference', model);
  known.set(model, found);
  return found;
}

for (const { choice, absent, label } of await enginesUnderTest()) {
  describe(`${label} beside the reference`, () => {
    if (absent !== null) {
      it.skip('every model');
      return;
    }
    it.each(MODELS)('$name: the same items, the same scores', async (model) => {
      const expected = await referenceAnswers(model);
      const actual = await answers(choice, model);
      expect(actual).toHaveLength(expected.length);
      for (const [index, { items, scores }] of expected.entries()) {
        expect([...actual[index]!.items], `answer ${index}`).toEqual([...items]);
        const finite = (values: Float32Array): number[] => [...values].filter((value) => value > -Infinity);
        expect(finite(actual[index]!.scores)).toHaveLength(finite(scores).length);
        const difference = relativeDifference(
          Float32Array.from(finite(actual[index]!.scores)),
          finite(scores),
          LEAST_SCALE,
        );
        expect(difference, `answer ${index}`).toBeLessThan(TOLERANCE);
      }
      // Nothing would be compared where every list is empty.
      expect(expected.some(({ items }) => items.some((item) => item > 0))).toBe(true);
    });
  });
}
