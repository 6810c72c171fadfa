/** `seqbench report`: the tables again, from records. */
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';

const FORMATS = ['table', 'markdown', 'csv', 'json', 'latex', 'leaderboard-json'] as const;
type Format = (typeof FORMATS)[number];

interface ReportArguments {
  readonly results: string;
  readonly format: Format;
}

async function render(results: string, format: Format): Promise<string> {
  const { readRecords } = await import('../recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const { boardsOf } = await import('../../reports/boards.ts');
  const { searchTable } = await import('../../reports/searchTable.ts');
  const { readSearches } = await import('../search/searchRecord.ts');
  const rows = reportRows((await readRecords(results)).map(({ record }) => record));
  const searches = await readSearches(results);
  switch (format) {
    case 'table': {
      const { terminalReport, terminalTable } = await import('../../reports/terminal.ts');
      const { terminalOptions } = await import('../terminalOptions.ts');
      const options = terminalOptions(process.stdout);
      const tables = searches.map((search) => `${terminalTable(searchTable(search), options)}\n\n`);
      return tables.join('') + terminalReport(boardsOf(rows), options);
    }
    case 'markdown': {
      const { markdownReport, markdownTable } = await import('../../reports/markdown.ts');
      return [markdownReport(boardsOf(rows)), ...searches.map((search) => markdownTable(searchTable(search)))].join(
        '\n',
      );
    }
    case 'csv': {
      const { csvReport } = await import('../../reports/csv.ts');
      return csvReport(rows);
    }
    case 'json': {
      const { jsonReport } = await import('../../reports/json.ts');
      return `${JSON.stringify({ ...jsonReport(rows), searches }, null, 2)}\n`;
    }
    case 'latex': {
      const { latexReport } = await import('../../reports/latex.ts');
      return latexReport(boardsOf(rows));
    }
    case 'leaderboard-json': {
      const { leaderboard, leaderboardText } = await import('../../reports/exports/leaderboard.ts');
      const { seqbenchVersion } = await import('../packageVersions.ts');
      return leaderboardText(leaderboard({ rows, seqbenchVersion: seqbenchVersion(), pageOf: null }));
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
