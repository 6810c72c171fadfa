/** What the last days of the training period held most of: tastes of a shop move on, and so should its default list. */
import { z } from 'zod';
import { defineBaseline } from '../src/baseline.ts';
import { countModel, loadCountModel } from '../src/countModel.ts';
import { UserError } from '../src/errors.ts';

const KIND = 'popularity-recent';
const DAY_SECONDS = 86_400;

export default defineBaseline({
  summary: 'Recommends the items with the most training events in the last days before the cutoff.',
  needs: ['time'],
  settingsSchema: z.strictObject({
    windowDays: z.number().positive().default(30).describe('Days before the cutoff that count.'),
  }),
  fit({ train, itemCount, cutoffSeconds }, { windowDays }) {
    if (train.timestamps === null) {
      throw new UserError(
        'Baseline "popularity-recent" needs times, and this data gives an order only; use "popularity".',
      );
    }
    const recent = new Uint32Array(itemCount + 1);
    const all = new Uint32Array(itemCount + 1);
    const opening = (cutoffSeconds ?? latest(train.timestamps)) - windowDays * DAY_SECONDS;
    for (let row = 0; row < train.items.length; row++) {
      all[train.items[row]!]!++;
      if (train.timestamps[row]! > opening) recent[train.items[row]!]!++;
    }
    // Of equal recent counts the higher count overall is better; it never outweighs one recent event.
    const scale = 1 / (all.reduce((most, count) => Math.max(most, count), 0) + 1);
    const scores = Float32Array.from(recent, (count, item) => count + all[item]! * scale);
    return Promise.resolve(countModel(KIND, scores));
  },
  load: ({ directory }) => loadCountModel(KIND, directory),
});

/** Leave-one-out splits have no cutoff: the window ends with the latest training event there. */
function latest(timestamps: Float64Array): number {
  return timestamps.reduce((greatest, time) => Math.max(greatest, time), -Infinity);
}
