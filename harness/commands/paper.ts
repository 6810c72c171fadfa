/** `seqbench paper`: the paper's tables and its figure of losses from records, beside what was printed. */
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { UserError } from '../../src/errors.ts';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';

interface PaperArguments {
  readonly results: string;
  readonly out: string;
}

async function artefacts(results: string): Promise<ReadonlyMap<string, string>> {
  const { readRecords } = await import('../records/recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const { paperTables } = await import('../../reports/paper/paperTables.ts');
  const { figure3 } = await import('../../reports/paper/figure3.ts');
  const { KNOWN_DIFFERENCES } = await import('../../reports/paper/printed.ts');
  const { escapeMarkdown, markdownTable } = await import('../../reports/markdown.ts');
  const { latexTable } = await import('../../reports/latex.ts');
  const records = (await readRecords(results)).map(({ record }) => record);
  const files = new Map<string, string>();
  const pages: string[] = [];
  const rows = reportRows(records);
  for (const { id, number, view } of paperTables(rows)) {
    files.set(`${id}.tex`, latexTable(view, id));
    pages.push(markdownTable(number === null ? view : { ...view, title: `${number}: ${view.title}` }));
  }
  if (pages.length === 0) {
    throw new UserError(
      `${results} holds no finished case that the paper has a table for; run a config of configs/paper.`,
    );
  }
  const figure = figure3(rows);
  if (figure !== null) files.set('figure3.csv', figure.csv);
  for (const { id, title, notes, svg } of figure?.plots ?? []) {
    files.set(`${id}.svg`, svg);
    const image = `![${escapeMarkdown(title)}](${id}.svg)`;
    pages.push([`### Figure 3: ${escapeMarkdown(title)}`, '', image, '', ...notes.map(escapeMarkdown), ''].join('\n'));
  }
  const differences = ['### Why printed figures differ', '', ...KNOWN_DIFFERENCES.map((line) => `- ${line}`), ''];
  files.set('paper.md', [...pages, differences.join('\n')].join('\n'));
  return files;
}

export const paperCommand: CommandModule<object, PaperArguments> = {
  command: 'paper [results]',
  describe: "Write the paper's tables 1 to 5, its figure 3 and when distillation pays, beside the printed figures",
  builder: (yargs) =>
    yargs
      .positional('results', { type: 'string', default: DEFAULT_RESULTS_DIRECTORY, describe: 'Results directory' })
      .option('out', { type: 'string', default: 'paper', requiresArg: true, describe: 'Folder to write into' }),
  handler: async ({ results, out }) => {
    const { writeFileAtomically } = await import('../records/atomicFile.ts');
    const files = await artefacts(results);
    for (const [name, text] of files) await writeFileAtomically(join(out, name), text);
    process.stdout.write(files.get('paper.md')!);
    process.stderr.write(`Written: ${[...files.keys()].map((name) => join(out, name)).join(', ')}\n`);
  },
};
