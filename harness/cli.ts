/** The command line: takes the words apart, lets a command work, says in one sentence what was wrong. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { UserError } from '../src/errors.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { EXIT } from './exitCodes.ts';
import { seqbenchVersion } from './packageVersions.ts';

const words = hideBin(process.argv);

const parser = yargs(words)
  .scriptName('seqbench')
  .usage('$0 <command>\n\nCompares next-item recommenders: accuracy and cost, same splits, one machine, one engine.')
  .command(runCommand)
  .command(reportCommand)
  .command(schemaCommand)
  .demandCommand(1, 'Name a command.')
  .strict()
  .recommendCommands()
  .version(seqbenchVersion())
  .alias({ h: 'help', v: 'version' })
  .epilogue('Exit codes: 0 done, 1 done with failures, 2 bad input. `seqbench <command> --help` tells more.')
  .wrap(Math.min(100, process.stdout.columns || 100))
  .fail(false);

function sentenceFor(error: unknown): string {
  if (error instanceof UserError) return error.message;
  // What yargs finds wrong with the words; its own bugs have other names.
  if (error instanceof Error && error.name === 'YError') return `${error.message}\nSee \`seqbench --help\`.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await parser.parseAsync();
} catch (error) {
  console.error(sentenceFor(error));
  process.exitCode = EXIT.badInput;
}
