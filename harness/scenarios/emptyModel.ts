/** A model that computes nothing and always gives the same answer: what is measured of it is what measuring costs. */
import type { FittedModel } from '../../src/baseline.ts';
import type { Ranking } from '../../src/ranking.ts';

export function emptyModel(k: number): Pick<FittedModel, 'recommend' | 'compileSeconds'> {
  const answer: Ranking = { k, items: new Uint32Array(k), scores: new Float32Array(k) };
  return { compileSeconds: 0, recommend: () => Promise.resolve(answer) };
}
