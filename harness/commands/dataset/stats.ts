/** `seqbench data stats`: the columns of the paper's Table 1 before and after the k-core, and what else is in the log. */
import type { CommandModule } from 'yargs';
import type { DatasetStatistics } from '../../../src/dataset/datasetStatistics.ts';
import type { InteractionDataset } from '../../../src/dataset/interactionDataset.ts';
import { loadOptions, readDatasetArgument, tellStep, type LoadArguments } from './options.ts';

interface StatsArguments extends LoadArguments {
  readonly core: number;
}

export const statsCommand: CommandModule<object, StatsArguments> = {
  command: 'stats <dataset>',
  describe: 'Count users, items and interactions, before and after the k-core',
  builder: (yargs) =>
    yargs
      .positional('dataset', {
        type: 'string',
        demandOption: true,
        describe: 'Name, or a YAML file with a description',
      })
      .option('core', { type: 'number', default: 5, requiresArg: true, describe: 'k of the iterative k-core' })
      .options(loadOptions)
      .example('$0 data stats amazon-beauty', 'As read, and after the 5-core')
      .example('$0 data stats simulated-quick --core 3 --json', 'Machine-readable'),
  handler: async (args) => {
    const reports = [];
    for (const settings of await readDatasetArgument(args.dataset)) reports.push(await report(settings, args));
    if (args.json) {
      process.stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
    } else {
      for (const entry of reports) process.stdout.write(await render(entry));
    }
  },
};

interface StatsReport {
  readonly name: string;
  readonly format: string;
  readonly isSimulated: boolean;
  readonly contentHash: string;
  readonly timeResolution: InteractionDataset['timeResolution'];
  readonly badRowCount: number;
  readonly core: number;
  readonly asRead: DatasetStatistics;
  readonly afterCore: DatasetStatistics;
}

async function report(
  settings: Awaited<ReturnType<typeof readDatasetArgument>>[number],
  args: StatsArguments,
): Promise<StatsReport> {
  const { loadDataset } = await import('../../../src/dataset/loadDataset.ts');
  const { defaultCacheDirectory } = await import('../../../src/dataset/dataPlaces.ts');
  const { datasetStatistics } = await import('../../../src/dataset/datasetStatistics.ts');
  const { kCore } = await import('../../../src/split/kCore.ts');
  const dataset = await loadDataset(settings, {
    cacheDirectory: args.cache ?? defaultCacheDirectory(),
    skipBadRows: args['skip-bad-rows'],
    withItemText: true,
    onProgress: tellStep,
  });
  return {
    name: dataset.name,
    format: dataset.provenance.format,
    isSimulated: dataset.provenance.isSimulated,
    contentHash: dataset.contentHash,
    timeResolution: dataset.timeResolution,
    badRowCount: dataset.provenance.badRowCount,
    core: args.core,
    asRead: datasetStatistics(dataset),
    afterCore: datasetStatistics(kCore(dataset, args.core)),
  };
}

async function render(entry: StatsReport): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const table = new Table({
    head: ['', 'as read', `after the ${entry.core}-core`],
    colAligns: ['left', 'right', 'right'],
    // Lines between the rows would only double the height.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  for (const [label, show] of LINES) table.push([label, show(entry.asRead), show(entry.afterCore)]);
  const kind = entry.isSimulated ? 'SIMULATED, made up by seqbench' : `format ${entry.format}`;
  const time = { second: 'times to the second', day: 'days without time of day', none: 'order only, no times' };
  const bad = entry.badRowCount === 0 ? '' : `\n${whole(entry.badRowCount)} rows could not be read and were left out`;
  return (
    `${entry.name} (${kind}; ${time[entry.timeResolution]})${bad}\n${table.toString()}\n` +
    `content hash ${entry.contentHash}\n`
  );
}

const LINES: readonly (readonly [string, (statistics: DatasetStatistics) => string])[] = [
  ['users', ({ users }) => whole(users)],
  ['items', ({ items }) => whole(items)],
  ['interactions', ({ interactions }) => whole(interactions)],
  ['average length', ({ averageLength }) => averageLength.toFixed(3)],
  ['density', ({ density }) => `${(100 * density).toPrecision(4)} %`],
  [
    'shortest, longest length',
    ({ shortestLength, longestLength }) => `${whole(shortestLength)}, ${whole(longestLength)}`,
  ],
  ['first event (UTC)', ({ firstSeconds }) => moment(firstSeconds)],
  ['last event (UTC)', ({ lastSeconds }) => moment(lastSeconds)],
  ['repeated items', ({ repeatedItems }) => whole(repeatedItems)],
  ['duplicate rows', ({ duplicateRows }) => whole(duplicateRows)],
  ['tied events', ({ tiedEvents }) => whole(tiedEvents)],
  ['items with text', ({ itemsWithText }) => whole(itemsWithText)],
  ['items with title', ({ itemsWithTitle }) => whole(itemsWithTitle)],
];

function whole(count: number | null): string {
  return count === null ? '-' : count.toLocaleString('en');
}

function moment(seconds: number | null): string {
  return seconds === null ? '-' : new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
}
