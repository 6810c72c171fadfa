/** `seqbench leaderboard`: a results directory as a site of static pages; `merge` joins those of several people. */
import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';
import { EXIT } from '../exitCodes.ts';
import { mergeCommand } from './mergeBoards.ts';

interface LeaderboardArguments {
  readonly results: string;
  readonly out: string;
}

export const leaderboardCommand: CommandModule<object, LeaderboardArguments> = {
  command: 'leaderboard [results]',
  describe: 'Write the board as static pages, for a browser or any web server',
  builder: (yargs) =>
    yargs
      .command(mergeCommand)
      .positional('results', { type: 'string', default: DEFAULT_RESULTS_DIRECTORY, describe: 'Results directory' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Folder to write to: a new or empty one, or one that holds a board, which is replaced',
      })
      .example('$0 leaderboard results --out board', 'Then open board/index.html'),
  handler: async ({ results, out }) => {
    const { someRecords } = await import('../records/recordStore.ts');
    const { commitOrder } = await import('../history/commits.ts');
    const { siteInput } = await import('../board/siteInput.ts');
    const { writeSite } = await import('../board/writeSite.ts');
    // A slip of the keyboard must not put an empty board in the place of a full one.
    const stored = await someRecords(results);
    const count = await writeSite({ ...siteInput(stored), commitOrder: await commitOrder() }, out);
    const page = relative(process.cwd(), join(out, 'index.html'));
    process.stdout.write(`${count} files from ${stored.length} records. Open ${page}\n`);
    process.exitCode = EXIT.done;
  },
};
