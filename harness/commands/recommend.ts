/** `seqbench recommend`: trained models answer a history of titles, side by side. */
import type { CommandModule } from 'yargs';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';
import { wholeNumber } from '../wholeNumber.ts';

interface RecommendArguments {
  readonly results: string;
  readonly history: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly case: readonly string[] | undefined;
  readonly dataset: string | undefined;
  readonly seed: string | undefined;
  readonly k: string;
  readonly baseline: readonly string[] | undefined;
  readonly json: boolean;
}

export const recommendCommand: CommandModule<object, RecommendArguments> = {
  command: 'recommend [results]',
  describe: 'Ask trained models for recommendations by item titles, side by side with the time that each takes',
  builder: (yargs) =>
    yargs
      .positional('results', { type: 'string', default: DEFAULT_RESULTS_DIRECTORY, describe: 'Results directory' })
      .option('history', {
        type: 'string',
        requiresArg: true,
        describe: 'Titles, words of titles, or ids, oldest first, with ; between them; asked for where it is left out',
      })
      .option('only', { type: 'string', array: true, requiresArg: true, describe: 'Baselines to ask, by label or id' })
      .option('case', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Cases to ask, or how their ids begin',
      })
      .option('dataset', { type: 'string', requiresArg: true, describe: 'Dataset, where the results are of several' })
      .option('seed', { type: 'string', requiresArg: true, describe: 'Seed of the models; the lowest by default' })
      .option('k', { type: 'string', requiresArg: true, default: '10', describe: 'Items of an answer' })
      .option('baseline', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: "Files of baselines that are not seqbench's",
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 recommend', 'Type titles, look at what every model makes of them')
      .example('$0 recommend results --only sasrec --history "alien; blade runner" --json', 'One history, as JSON'),
  handler: async (args) => {
    const { executeRecommend } = await import('../recommend/executeRecommend.ts');
    await executeRecommend(
      {
        from: args.results,
        only: args.only ?? [],
        cases: args.case ?? [],
        dataset: args.dataset ?? null,
        seed: args.seed === undefined ? null : wholeNumber('--seed', args.seed, 0),
        history: args.history ?? null,
        k: wholeNumber('--k', args.k, 1),
        isJson: args.json,
        baselineFiles: args.baseline ?? [],
      },
      { in: process.stdin, out: process.stdout, notes: process.stderr },
    );
  },
};
