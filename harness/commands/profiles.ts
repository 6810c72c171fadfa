/** `seqbench profiles`: the stages of users' profiles, one command each. A new one is a file and a line here. */
import type { CommandModule } from 'yargs';
import { generateCommand } from './profiles/generate.ts';

export const profilesCommand: CommandModule = {
  command: 'profiles <command>',
  describe: 'Write, encode and look at profiles of users',
  builder: (yargs) =>
    yargs
      .command(generateCommand)
      .demandCommand(1, 'Name what to do; `seqbench profiles --help` lists it.')
      .epilogue('`seqbench run` does all of it by itself for baselines that are given profiles.'),
  // yargs never gets here: one of the commands above is demanded.
  handler: () => undefined,
};
