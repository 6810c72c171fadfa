/** Our side of the data benchmark, in a process of its own: CSV -> cache, 5-core, split. Prints what it found as JSON. */
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { loadDataset } from '../../src/dataset/loadDataset.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const [path = ''] = process.argv.slice(2);
const settings = { format: 'movielens', name: 'bench', path };
const startedAt = performance.now();
const dataset = await loadDataset(settings, {
  cacheDirectory: defaultCacheDirectory(),
  skipBadRows: false,
  withItemText: false,
});
const loadedAt = performance.now();
const split = splitDataset(dataset, splitSettingsSchema.parse({ kind: 'global-temporal', core: 5 }));
console.log(
  JSON.stringify({
    loadSeconds: (loadedAt - startedAt) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    events: dataset.items.length,
    coreEvents: split.counts['events'],
    cutoffSeconds: split.cutoffSeconds,
    testCases: split.test.targetRow.length,
  }),
);
