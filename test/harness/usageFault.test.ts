import { describe, expect, it } from 'vitest';
import { usageFault } from '../../harness/usageFault.ts';

describe('a command line that cannot be read', () => {
  it.each([
    ['', ['frobnicate'], 'Unknown command "frobnicate". Known: run, report.'],
    ['', ['rnu', '--x'], 'Unknown command "rnu". Did you mean "run"? Known: run, report.'],
    ['Not enough', [], 'Name a command: run, report. See `seqbench --help`.'],
    ['Unknown argument: x', ['--x'], 'Name a command: run, report. See `seqbench --help`.'],
    [
      'Not enough non-option arguments: got 0, need at least 1',
      ['run'],
      'Something is missing after the command. See `seqbench run --help`.',
    ],
    [
      'Invalid values:\n  Argument: format, Given: "latex", Choices: "table"',
      ['report', '--format', 'latex'],
      'Invalid values: Argument: format, Given: "latex", Choices: "table". See `seqbench report --help`.',
    ],
  ])('%j for %j is told how to go on', (message, words, sentence) => {
    expect(usageFault(message, words, ['run', 'report']).message).toBe(sentence);
  });
});
