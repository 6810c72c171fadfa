/** `seqbench profiles`: the stages of users' profiles, one command each. A new one is a file and a line here. */
import type { CommandModule } from 'yargs';
import { encodeCommand } from './profiles/encode.ts';
import { generateCommand } from './profiles/generate.ts';
import { inspectCommand } from './profiles/inspect.ts';
import { reduceCommand } from './profiles/reduce.ts';

export const profilesCommand: CommandModule = {
  command: 'profiles <command>',
  describe: 'Write, encode and look at profiles of users',
  builder: (yargs) =>
    yargs
      .command(generateCommand)
      .command(encodeCommand)
      .command(reduceCommand)
      .command(inspectCommand)
      .demandCommand(1, 'Name what to do; `seqbench profiles --help` lists it.')
      .epilogue('`seqbench run` does all of it by itself for baselines that are given profiles.'),
  // yargs never gets here: one of the commands above is demanded.
  handler: () => undefined,
};
