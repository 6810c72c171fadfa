/** `seqbench report`: the tables again, from records, and files for other programs. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { UserError } from '../../src/errors.ts';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';
import { EXPORT_FORMATS, isExportFormat, type ExportFormat } from '../board/exportFormats.ts';

const TEXT_FORMATS = ['table', 'markdown', 'csv', 'json', 'latex', 'leaderboard-json'] as const;
type TextFormat = (typeof TEXT_FORMATS)[number];
const FORMATS = [...TEXT_FORMATS, ...(Object.keys(EXPORT_FORMATS) as ExportFormat[]), 'parquet' as const];

async function render(results: string, format: TextFormat): Promise<string> {
  const { noRecords, readRecords } = await import('../records/recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const { boardsOf } = await import('../../reports/boards.ts');
  const { searchTable } = await import('../../reports/searchTable.ts');
  const { readSearches } = await import('../search/searchRecord.ts');
  const rows = reportRows((await readRecords(results)).map(({ record }) => record));
  const searches = await readSearches(results);
  if (rows.length === 0 && searches.length === 0) throw noRecords(results);
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
      const { leaderboardParts, leaderboardText } = await import('../../reports/exports/leaderboard.ts');
      const { seqbenchVersion } = await import('../machine/packageVersions.ts');
      return [...leaderboardText(leaderboardParts({ rows, seqbenchVersion: seqbenchVersion(), pageOf: null }))].join(
        '',
      );
    }
    default:
      return format satisfies never;
  }
}

async function printOrWrite(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  const { writeFileAtomically } = await import('../records/atomicFile.ts');
  await writeFileAtomically(out, text);
}

const options = {
  out: {
    type: 'string',
    requiresArg: true,
    describe: 'File to write instead of printing; a folder for formats of several files',
  },
  'board-url': {
    type: 'string',
    requiresArg: true,
    describe: 'Where the board is published, to be named as the source in model cards',
  },
} as const;

function build(yargs: Argv) {
  return yargs
    .positional('results', {
      type: 'string',
      default: DEFAULT_RESULTS_DIRECTORY,
      describe: 'Results directory',
    })
    .option('format', { choices: FORMATS, default: 'table' as const, describe: 'How to print or write them' })
    .options(options)
    .example('$0 report', 'Tables of everything under results/')
    .example('$0 report results --format markdown', 'The same for a README')
    .example('$0 report --format bencher', 'For `bencher run --adapter json`')
    .example('$0 report --format model-index --out cards', 'Model cards for the Hugging Face hub')
    .example('$0 report --format parquet --out users.parquet', 'Every user of every case, with ranks and metrics');
}

type Options = ReturnType<typeof build> extends Argv<infer Given> ? Given : never;

async function exportReport(
  { results, out, boardUrl }: ArgumentsCamelCase<Options>,
  format: ExportFormat,
): Promise<void> {
  if (EXPORT_FORMATS[format] === 'several' && out === undefined) {
    throw new UserError(`--format ${format} makes several files: name the folder for them with --out.`);
  }
  const { exportFiles, writeExport } = await import('../board/exportFormats.ts');
  const { someRecords } = await import('../records/recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const rows = reportRows((await someRecords(results)).map(({ record }) => record));
  const files = await exportFiles(format, rows, boardUrl);
  for (const { label, seeds } of rows) {
    if (seeds.length === 0) process.stderr.write(`${label} is left out: none of its cases completed.\n`);
  }
  if (EXPORT_FORMATS[format] === 'one') await printOrWrite(files[0]!.text, out);
  else for (const path of await writeExport(out!, files)) process.stdout.write(`${path}\n`);
}

/** Every answer of every case: binary, and too much to be held as a text. */
async function writeAnswers({ results, out }: ArgumentsCamelCase<Options>): Promise<void> {
  if (out === undefined) throw new UserError('--format parquet makes a binary file: name it with --out.');
  const { defaultCacheDirectory } = await import('../../src/dataset/dataPlaces.ts');
  const { answerReader } = await import('../records/answerReader.ts');
  const { caseIdReader } = await import('../records/caseIds.ts');
  const { writePerUserParquet } = await import('../records/perUserParquet.ts');
  const { someRecords } = await import('../records/recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const stored = await someRecords(results);
  const rows = reportRows(stored.map(({ record }) => record));
  const source = {
    answers: answerReader(stored),
    ids: caseIdReader({
      cacheDirectory: defaultCacheDirectory(),
      onNote: (note) => process.stderr.write(`For ids of users: ${note}\n`),
    }),
  };
  const { caseCount, rowCount, absences, idAbsences } = await writePerUserParquet(out, rows, source);
  for (const absence of absences) process.stderr.write(`Left out: ${absence}\n`);
  for (const absence of idAbsences) process.stderr.write(`Without ids of users and targets: ${absence}\n`);
  process.stdout.write(`${out}: ${rowCount} rows of ${caseCount} cases\n`);
}

export const reportCommand: CommandModule<object, Options> = {
  command: 'report [results]',
  describe: 'Print the accuracy and cost tables of finished cases again, or write them for other programs',
  builder: build,
  handler: async (args) => {
    const { results, format, out } = args;
    if (format === 'parquet') await writeAnswers(args);
    else if (isExportFormat(format)) await exportReport(args, format);
    else await printOrWrite(await render(results, format), out);
  },
};
