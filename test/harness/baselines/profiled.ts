/** Recommends what is popular, and tells which profile vectors it was given: their hash, number, and the first number of some. */
import { z } from 'zod';
import { defineBaseline } from '../../../src/baseline.ts';
import { countModel, loadCountModel } from '../../../src/countModel.ts';

export default defineBaseline({
  summary: 'Popularity that wants profiles.',
  needs: [],
  settingsSchema: z.strictObject({
    width: z.int().positive().nullable().default(3),
    note: z.string().default('').describe('Makes another case of the same thing.'),
  }),
  profileWidth: ({ width }) => width,
  fit({ train, itemCount, profiles }, { width }) {
    const scores = new Float32Array(itemCount + 1);
    for (const item of train.items) scores[item]!++;
    const model = countModel('profiled', scores);
    if (!profiles) return Promise.resolve({ ...model, facts: () => ({ profiles: null }) });
    const rows = Array.from(train.users, (user) => profiles.rowOfUser[user]!);
    const covered = rows.filter((row) => row !== -1);
    const facts = {
      hash: profiles.contentHash,
      width: profiles.width,
      isWidth: Number(profiles.width === width),
      covered: covered.length,
      different: new Set(covered).size,
      vectors: profiles.vectors.length / profiles.width,
      // The vectors of the first users, one after the other, so that a shuffle shows.
      first: rows
        .slice(0, 20)
        .map((row) => (row === -1 ? 'none' : profiles.vectors[row * profiles.width]!.toFixed(5)))
        .join(' '),
    };
    return Promise.resolve({ ...model, facts: () => facts });
  },
  load: ({ directory }) => loadCountModel('profiled', directory),
});
