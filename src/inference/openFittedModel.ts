/** A model with given weights, ready to be asked: single requests and batches have graphs of their own. */
import type { FittedModel } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { parameterCount } from '../network/parameters.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import { historyCount } from '../ranking.ts';
import { SequentialRecommender } from './sequentialRecommender.ts';
import { SingleRecommender } from './singleRecommender.ts';
import { type StoredModel, writeStoredModel } from './storedModel.ts';

/** How the weights came about. */
export type TrainingFacts = Pick<FittedModel, 'epochs' | 'bestEpoch' | 'compileSeconds'>;

export async function openFittedModel(
  model: SequentialModel,
  engine: Engine,
  stored: StoredModel,
  facts: TrainingFacts,
): Promise<FittedModel> {
  const state = engine.createState(stored.parameters);
  const batches = new SequentialRecommender(model, engine, state);
  const single = await SingleRecommender.open(model, engine, state).catch((error: unknown) => {
    state.dispose();
    throw error;
  });
  return {
    parameterCount: parameterCount(model.parameters),
    epochs: facts.epochs,
    bestEpoch: facts.bestEpoch,
    get compileSeconds() {
      return facts.compileSeconds + single.compileSeconds + batches.compileSeconds;
    },
    recommend: (histories, options) => (historyCount(histories) === 1 ? single : batches).recommend(histories, options),
    save: (directory) => writeStoredModel(directory, stored),
    async dispose() {
      await batches.dispose();
      await single.dispose();
      state.dispose();
    },
  };
}
