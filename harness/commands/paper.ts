/** `seqbench paper`: the paper's tables and its figure from records, beside what was printed. */
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { UserError } from '../../src/errors.ts';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';

interface PaperArguments {
  readonly results: string;
  readonly out: string;
}

async function artefacts(results: string): Promise<ReadonlyMap<string, string>> {
  const { readRecords } = await import('../recordStore.ts');
  const { reportRows } = await import('../../reports/rows.ts');
  const { paperTables } = await import('../../reports/paper/paperTables.ts');
  const { KNOWN_DIFFERENCES } = await import('../../reports/paper/printed.ts');
  const { markdownTable } = await import('../../reports/markdown.ts');
  const { latexTable } = await import('../../reports/latex.ts');
  const records = (await readRecords(results)).map(({ record }) => record);
  const files = new Map<string, string>();
  const pages: string[] = [];
  for (const { id, view } of paperTables(reportRows(records))) {
    files.set(`${id}.tex`, latexTable(view, id));
    pages.push(markdownTable({ ...view, title: `Table ${id.slice(5)}: ${view.title}` }));
  }
  if (pages.length === 0) {
    throw new UserError(
      `${results} holds no finished case that the paper has a table for; run a config of configs/paper.`,
    );
  }
  const differences = ['### Why printed figures differ', '', ...KNOWN_DIFFERENCES.map((line) => `- ${line}`), ''];
  files.set('paper.md', [...pages, differences.join('\n')].join('\n'));
  return files;
}

export const paperCommand: CommandModule<object, PaperArguments> = {
  command: 'paper [results]',
  describe: "Write the paper's tables 1 to 5 and figure 3 from records, beside the printed figures",
  builder: (yargs) =>
    yargs
      .positional('results', { type: 'string', default: DEFAULT_RESULTS_DIRECTORY, describe: 'Results directory' })
      .option('out', { type: 'string', default: 'paper', requiresArg: true, describe: 'Folder to write into' }),
  handler: async ({ results, out }) => {
    const { writeFileAtomically } = await import('../atomicFile.ts');
    const files = await artefacts(results);
    for (const [name, text] of files) await writeFileAtomically(join(out, name), text);
    process.stdout.write(files.get('paper.md')!);
    process.stderr.write(`Written: ${[...files.keys()].map((name) => join(out, name)).join(', ')}\n`);
  },
};
