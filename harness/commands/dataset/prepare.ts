/** `seqbench data prepare`: reads the sources once and keeps the columnar cache, so that runs start at once. */
import type { CommandModule } from 'yargs';
import { loadOptions, readDatasetArgument, tellStep, type LoadArguments } from './options.ts';

export const prepareCommand: CommandModule<object, LoadArguments> = {
  command: 'prepare <dataset>',
  describe: 'Read a dataset into the cache; runs do it by themselves on first use',
  builder: (yargs) =>
    yargs
      .positional('dataset', {
        type: 'string',
        demandOption: true,
        describe: 'Name, or a YAML file with a description',
      })
      .options(loadOptions)
      .example('$0 data prepare ml-20m', 'A built-in dataset')
      .example('$0 data prepare shop.yaml', 'Files of your own, described in YAML'),
  handler: async (args) => {
    const { loadDataset } = await import('../../../src/dataset/loadDataset.ts');
    const { defaultCacheDirectory } = await import('../../../src/dataset/dataPlaces.ts');
    const prepared = [];
    for (const settings of await readDatasetArgument(args.dataset)) {
      const startedAt = performance.now();
      const dataset = await loadDataset(settings, {
        cacheDirectory: args.cache ?? defaultCacheDirectory(),
        skipBadRows: args['skip-bad-rows'],
        withItemText: true,
        onProgress: tellStep,
      });
      prepared.push({
        name: dataset.name,
        users: dataset.userIds.length,
        items: dataset.itemIds.length - 1,
        interactions: dataset.items.length,
        badRowCount: dataset.provenance.badRowCount,
        contentHash: dataset.contentHash,
        seconds: (performance.now() - startedAt) / 1000,
      });
    }
    if (args.json) {
      process.stdout.write(`${JSON.stringify(prepared, null, 2)}\n`);
      return;
    }
    for (const { name, users, items, interactions, seconds, contentHash } of prepared) {
      const counts = [users, items, interactions].map((count) => count.toLocaleString('en'));
      process.stdout.write(
        `${name}: ${counts[0]!} users, ${counts[1]!} items, ${counts[2]!} interactions; ready in ${seconds.toFixed(1)} s ` +
          `(content ${contentHash.slice(0, 12)})\n`,
      );
    }
  },
};
