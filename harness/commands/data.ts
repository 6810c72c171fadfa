/** `seqbench data`: which datasets there are, what is in them, and how to get them. */
import type { CommandModule } from 'yargs';
import { downloadCommand } from './dataset/download.ts';
import { listCommand } from './dataset/list.ts';
import { prepareCommand } from './dataset/prepare.ts';
import { statsCommand } from './dataset/stats.ts';

export const dataCommand: CommandModule = {
  command: 'data <command>',
  describe: 'List, download, prepare and describe datasets',
  builder: (yargs) =>
    yargs
      .command(listCommand)
      .command(prepareCommand)
      .command(statsCommand)
      .command(downloadCommand)
      .demandCommand(1, 'Name what to do: list, prepare, stats or download.')
      .epilogue(
        'Files are looked for in $SEQBENCH_DATA, ./data and ../shared/data, in a folder named like the dataset.',
      ),
  // yargs never gets here: one of the commands above is demanded.
  handler: () => undefined,
};
