/** The command line: takes the words apart, lets a command work, says in one sentence what was wrong. */
import yargs, { type CommandModule } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { UserError } from '../src/errors.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { historyCommand } from './commands/history.ts';
import { leaderboardCommand } from './commands/leaderboard.ts';
import { paperCommand } from './commands/paper.ts';
import { profilesCommand } from './commands/profiles.ts';
import { recommendCommand } from './commands/recommend.ts';
import { regressCommand } from './commands/regress.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { workerCommand } from './commands/worker.ts';
import { EXIT } from './exitCodes.ts';
import { seqbenchVersion } from './machine/packageVersions.ts';
import { systemFault } from './systemFault.ts';
import { usageFault } from './usageFault.ts';

const COMMANDS = [
  'run',
  'report',
  'leaderboard',
  'compare',
  'regress',
  'history',
  'paper',
  'recommend',
  'worker',
  'data',
  'profiles',
  'schema',
  'export',
  'doctor',
];

const words = hideBin(process.argv);

/** `data` has commands of its own, which import the readers of every format; only who asks for them waits for that. */
async function dataCommand(): Promise<CommandModule> {
  if (words[0] === 'data') return (await import('./commands/data.ts')).dataCommand;
  return {
    command: 'data <command>',
    describe: 'List, download, prepare and describe datasets',
    handler: () => undefined,
  };
}

const parser = yargs(words)
  .scriptName('seqbench')
  .usage('$0 <command>\n\nCompares next-item recommenders: accuracy and cost, same splits, one machine, one engine.')
  .command(runCommand)
  .command(reportCommand)
  .command(leaderboardCommand)
  .command(compareCommand)
  .command(regressCommand)
  .command(historyCommand)
  .command(paperCommand)
  .command(recommendCommand)
  .command(workerCommand)
  .command(await dataCommand())
  .command(profilesCommand)
  .command(schemaCommand)
  .command(exportCommand)
  .command(doctorCommand)
  .demandCommand(1)
  .strict()
  .version(seqbenchVersion())
  .alias({ h: 'help', v: 'version' })
  .epilogue('Exit codes: 0 done, 1 done with failures, 2 bad input. `seqbench <command> --help` tells more.')
  .wrap(Math.min(100, process.stdout.columns || 100))
  // yargs passes the error of a command, or else what it found wrong with the words itself, some of it as an error.
  .fail((message: string | null, error: Error | undefined) => {
    if (error !== undefined && error.name !== 'YError') throw error;
    throw usageFault(error?.message ?? message ?? 'The command line cannot be read', words, COMMANDS);
  });

/** A mistake of the user's needs its sentence only; anything else is a bug of ours and needs its stack. */
function explain(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const fault = systemFault(error);
  if (fault !== null) return fault;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// `seqbench run ... | head` has read enough: no fault of anybody's, and no reason to leave the work and its exit code.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await parser.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = EXIT.badInput;
}
