/** `seqbench report`: the tables again, from records. */
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';

const FORMATS = ['table', 'markdown', 'csv', 'json', 'latex'] as const;
type Format = (typeof FORMATS)[number];

interface ReportArguments {
  readonly results: string;
  readonly format: Format;
}

async function render(results: string, format: Format): Promise<string> {
  const { readRecords } = await import('../recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const { boardsOf } = await import('../../reports/boards.ts');
  const rows = reportRows((await readRecords(results)).map(({ record }) => record));
  switch (format) {
    case 'table': {
      const { terminalReport } = await import('../../reports/terminal.ts');
      const { terminalOptions } = await import('../terminalOptions.ts');
      return terminalReport(boardsOf(rows), terminalOptions(process.stdout));
    }
    case 'markdown': {
      const { markdownReport } = await import('../../reports/markdown.ts');
      return markdownReport(boardsOf(rows));
    }
    case 'csv': {
      const { csvReport } = await import('../../reports/csv.ts');
      return csvReport(rows);
    }
    case 'json': {
      const { jsonReport } = await import('../../reports/json.ts');
      return `${JSON.stringify(jsonReport(rows), null, 2)}\n`;
    }
    case 'latex': {
      const { latexReport } = await import('../../reports/latex.ts');
      return latexReport(boardsOf(rows));
    }
    default:
      return format satisfies never;
  }
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report [results]',
  describe: 'Print the accuracy and cost tables of finished cases again',
  builder: (yargs) =>
    yargs
      .positional('results', {
        type: 'string',
        default: DEFAULT_RESULTS_DIRECTORY,
        describe: 'Results directory',
      })
      .option('format', { choices: FORMATS, default: 'table' as const, describe: 'How to print them' })
      .example('$0 report', 'Tables of everything under results/')
      .example('$0 report results --format markdown', 'The same for a README'),
  handler: async ({ results, format }) => {
    process.stdout.write(await render(results, format));
  },
};
