/** `seqbench history`: each figure across commits, and the steps in it. */
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';

interface HistoryArguments {
  readonly results: string;
  readonly figures: readonly string[];
  readonly only: readonly string[] | undefined;
  readonly bisect: boolean;
  readonly json: boolean;
}

export const historyCommand: CommandModule<object, HistoryArguments> = {
  command: 'history [results]',
  describe: 'Show figures across commits, and at which commit they stepped up or down',
  builder: (yargs) =>
    yargs
      .positional('results', { type: 'string', default: DEFAULT_RESULTS_DIRECTORY, describe: 'Results directory' })
      .option('figures', {
        type: 'string',
        array: true,
        default: [
          'ndcg@10',
          'singleStreamP50Milliseconds',
          'inferenceSeconds',
          'trainSecondsPerEpoch',
          'peakMemoryBytes',
        ],
        describe: 'Metrics and costs, by the names they have in records',
      })
      .option('only', { type: 'string', array: true, requiresArg: true, describe: 'Labels of baselines to show' })
      .option('bisect', {
        type: 'boolean',
        default: false,
        describe:
          'For each step, name its first commit, or the commit to measure next where some between have no record',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
  handler: async ({ results, figures, only, bisect, json }) => {
    const { readHistory } = await import('../history/readHistory.ts');
    const series = await readHistory(results, figures, only ?? []);
    const { bisections } = await import('../history/bisect.ts');
    const found = bisect ? await bisections(series) : null;
    if (json) {
      const answer = { schemaVersion: 1, series, ...(found === null ? {} : { bisect: found }) };
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      return;
    }
    const { historyText } = await import('../history/historyText.ts');
    const { terminalOptions } = await import('../terminalOptions.ts');
    process.stdout.write(historyText(series, found, terminalOptions(process.stdout)));
  },
};
