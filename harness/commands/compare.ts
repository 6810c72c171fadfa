/** `seqbench compare A B`: two runs, commits or baselines side by side, with intervals and tests. */
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';
import { EXIT } from '../exitCodes.ts';

interface CompareArguments {
  readonly first: string;
  readonly second: string;
  readonly results: string;
  readonly metrics: readonly string[];
  readonly json: boolean;
}

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <first> <second>',
  describe: 'Compare two runs, commits or baselines: differences with intervals, tests, costs as ratios',
  builder: (yargs) =>
    yargs
      .positional('first', { type: 'string', demandOption: true, describe: 'Results directory, commit or baseline' })
      .positional('second', {
        type: 'string',
        demandOption: true,
        describe: 'The same; better and worse are said of it',
      })
      .option('results', {
        type: 'string',
        default: DEFAULT_RESULTS_DIRECTORY,
        describe: 'Results directory in which commits and baselines are looked up',
      })
      .option('metrics', {
        type: 'string',
        array: true,
        default: ['ndcg@10', 'recall@10'],
        describe: 'Metrics to compare by user',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 compare sasrec sasrec-distilled', 'Two baselines of the same run')
      .example('$0 compare 1a2b3c4d 5e6f7a8b', 'The same baselines at two commits'),
  handler: async ({ first, second, results, metrics, json }) => {
    const { openSide } = await import('../compare/sides.ts');
    const { compareSides } = await import('../compare/compareSides.ts');
    const sides = await Promise.all([openSide(first, results), openSide(second, results)]);
    const comparison = compareSides(...sides, {
      metrics,
      runDeviation: () => 0,
    });
    if (json) {
      const { comparisonJson } = await import('../compare/comparisonJson.ts');
      process.stdout.write(`${JSON.stringify(comparisonJson(comparison), null, 2)}\n`);
    } else {
      const { comparisonText } = await import('../compare/comparisonText.ts');
      const { terminalOptions } = await import('../terminalOptions.ts');
      process.stdout.write(comparisonText(comparison, terminalOptions(process.stdout)));
    }
    if (comparison.comparisons.length === 0) process.exitCode = EXIT.badInput;
  },
};
