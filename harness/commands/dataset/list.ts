/** `seqbench data list`: the built-in datasets, and which of them are at hand. */
import type { CommandModule } from 'yargs';
import { BUILTIN_DATASETS, type BuiltinDataset } from '../../../src/dataset/builtin.ts';
import { describeDataset, locateDataset } from '../../../src/dataset/locateDataset.ts';
import { UserError } from '../../../src/errors.ts';

interface ListArguments {
  readonly all: boolean;
  readonly json: boolean;
}

interface ListedDataset {
  readonly name: string;
  readonly format: string;
  readonly summary: string;
  readonly isSimulated: boolean;
  readonly isPresent: boolean;
  /** Where its files are; null where they are not, or where none are needed. */
  readonly location: string | null;
  readonly howToGet: 'at hand' | 'download' | 'by hand';
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list',
  describe: 'List built-in datasets and where their files are',
  builder: (yargs) =>
    yargs
      .option('all', { type: 'boolean', default: false, describe: 'Also every category of the Amazon collections' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON (of all) in place of a table' }),
  handler: async ({ all, json }) => {
    const listed = await Promise.all(BUILTIN_DATASETS.map(examine));
    if (json) {
      process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
      return;
    }
    const shown = listed.filter((entry) => all || entry.isPresent || !/^amazon-20(14|23)-/.test(entry.name));
    const { default: Table } = await import('cli-table3');
    const table = new Table({
      head: ['name', 'format', 'at hand', 'what'],
      style: { head: [], border: [] },
      colWidths: [null, null, null, 60],
      wordWrap: true,
      chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    });
    for (const entry of shown) table.push([entry.name, entry.format, presence(entry), entry.summary]);
    const hidden = listed.length - shown.length;
    const note = hidden === 0 ? '' : `${hidden} Amazon categories are not shown; --all shows them.\n`;
    process.stdout.write(`${table.toString()}\n${note}`);
  },
};

async function examine(builtin: BuiltinDataset): Promise<ListedDataset> {
  const { name, summary } = builtin;
  const { format } = builtin.settings;
  const common = { name, format, summary, isSimulated: format === 'simulated' };
  if (common.isSimulated) return { ...common, isPresent: true, location: null, howToGet: 'at hand' };
  try {
    const { location } = await locateDataset(describeDataset(name));
    return { ...common, isPresent: true, location, howToGet: 'at hand' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      ...common,
      isPresent: false,
      location: null,
      howToGet: builtin.downloads.length > 0 ? 'download' : 'by hand',
    };
  }
}

function presence(entry: ListedDataset): string {
  if (entry.isSimulated) return 'simulated';
  if (entry.location !== null) return entry.location;
  return entry.howToGet === 'download' ? 'no; seqbench data download' : 'no; fetch by hand';
}
