/** Turns what yargs finds wrong with a command line into one sentence that says how to go on. Pure. */
import { UserError } from '../src/errors.ts';
import { didYouMean } from './config/nearest.ts';

export function usageFault(message: string, words: readonly string[], commands: readonly string[]): UserError {
  const [command] = words;
  if (command === undefined || command.startsWith('-')) {
    return new UserError(`Name a command: ${commands.join(', ')}. See \`seqbench --help\`.`);
  }
  if (!commands.includes(command)) {
    return new UserError(
      `Unknown command "${command}".${didYouMean(command, commands)} Known: ${commands.join(', ')}.`,
    );
  }
  const sentence = message
    .replace(/^Not enough non-option arguments.*$/u, 'Something is missing after the command')
    .replace(/\s*\n\s*/gu, ' ')
    .replace(/\.$/u, '');
  return new UserError(`${sentence}. See \`seqbench ${command} --help\`.`);
}
