/** A generating recommender with given weights, ready to be asked. */
import type { FittedModel } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { characterSetMatches, mismatchedShare } from '../generation/itemIds/characterSets.ts';
import { parameterCount } from '../network/parameters.ts';
import { t5Parameters } from '../network/t5/t5Parameters.ts';
import { GenerativeRecommender } from './generativeRecommender.ts';
import { type StoredGenerative, writeStoredGenerative } from './storedGenerative.ts';

/** How the weights and the IDs came about. */
export interface GenerativeFacts extends Pick<FittedModel, 'epochs' | 'bestEpoch' | 'compileSeconds'> {
  /** Statistics of the items' IDs, see `ItemIdStatistics`; null for a model that was loaded. */
  readonly itemIds: Readonly<Record<string, number>> | null;
}

/** @param kind Id of the baseline. */
export function openGenerative(
  kind: string,
  engine: Engine,
  stored: StoredGenerative,
  facts: GenerativeFacts,
): FittedModel {
  const { model, parameters } = stored;
  const state = engine.createState(parameters);
  const recommender = new GenerativeRecommender(model, { shape: model.shape, engine, state }, { weights: 'frozen' });
  return {
    parameterCount: parameterCount(t5Parameters(model.shape)),
    epochs: facts.epochs,
    bestEpoch: facts.bestEpoch,
    mayAnswerShort: model.settings.listLength === 'beams' || model.settings.constraint === 'none',
    get compileSeconds() {
      return facts.compileSeconds + recommender.compileSeconds;
    },
    facts: () => ({
      ...facts.itemIds,
      vocabularySize: model.shape.vocabularySize,
      characterSetMismatchShare: mismatchedShare(characterSetMatches(model.itemIds)),
      ...recommender.facts(),
    }),
    recommend: (histories, options) => recommender.recommend(histories, options),
    save: (directory) => writeStoredGenerative(directory, kind, stored),
    async dispose() {
      await recommender.dispose();
      state.dispose();
    },
  };
}
