/**
 * Markov that gives some users their list the wrong way round: what should come first comes last. A bug that hits a few
 * users hard is the harder one to see; one that hits all of them a little moves every user's figure.
 */
import { z } from 'zod';
import markov from '../../../baselines/markov.ts';
import { defineBaseline, type FittedModel } from '../../../src/baseline.ts';
import { plantedModel, readPlanted } from './plantedModel.ts';
import { reverseList } from './reverseList.ts';

const usersSchema = z.array(z.int().nonnegative());

function spoiled(model: FittedModel, users: readonly number[]): FittedModel {
  const isSpoiled = new Set(users);
  return plantedModel(model, users, async (histories, options) => {
    const ranking = await model.recommend(histories, options);
    for (const [row, user] of histories.users.entries()) {
      if (isSpoiled.has(user)) reverseList(ranking, row);
    }
    return ranking;
  });
}

export default defineBaseline({
  summary: 'Markov, spoiled for some users on purpose.',
  needs: markov.needs,
  settingsSchema: z.strictObject({
    users: usersSchema.describe('Users, by number in the dataset, whose lists are reversed.'),
    markov: markov.settingsSchema,
  }),
  async fit(input, { users, markov: settings }) {
    return spoiled(await markov.configure(settings).fit(input), users);
  },
  async load(input) {
    return spoiled(await markov.load(input), usersSchema.parse(await readPlanted(input.directory)));
  },
});
