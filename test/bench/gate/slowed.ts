/**
 * SASRec that takes longer: after each answer it spins for a share of the time that this very answer took, so that the
 * planted slow-down is the same share of a quick request and of a slow one, whatever the machine does meanwhile.
 */
import { z } from 'zod';
import sasrec from '../../../baselines/sasrec.ts';
import { defineBaseline, type FittedModel } from '../../../src/baseline.ts';
import { plantedModel, readPlanted } from './plantedModel.ts';

const slowDownSchema = z.number().positive();

function slowed(model: FittedModel, slowDown: number): FittedModel {
  return plantedModel(model, slowDown, async (histories, options) => {
    const start = performance.now();
    const compiledBefore = model.compileSeconds;
    const ranking = await model.recommend(histories, options);
    const answered = performance.now();
    const compileMilliseconds = (model.compileSeconds - compiledBefore) * 1000;
    const end = answered + slowDown * (answered - start - compileMilliseconds);
    while (performance.now() < end);
    return ranking;
  });
}

export default defineBaseline({
  summary: 'SASRec, slowed down on purpose.',
  needs: sasrec.needs,
  settingsSchema: z.strictObject({
    slowDown: slowDownSchema.describe('Share of its own time by which each request takes longer.'),
    sasrec: sasrec.settingsSchema,
  }),
  async fit(input, { slowDown, sasrec: settings }) {
    return slowed(await sasrec.configure(settings).fit(input), slowDown);
  },
  async load(input) {
    return slowed(await sasrec.load(input), slowDownSchema.parse(await readPlanted(input.directory)));
  },
});
