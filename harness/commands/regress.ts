/** `seqbench regress`: the gate for continuous integration. */
import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { UserError } from '../../src/errors.ts';
import type { Verdict } from '../compare/verdict.ts';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';
import { EXIT } from '../exitCodes.ts';
import { DEFAULT_TOLERANCES } from '../regress/tolerances.ts';

interface RegressArguments {
  readonly base: string;
  readonly head: string;
  readonly results: string;
  readonly metrics: readonly string[];
  readonly 'quality-tolerance': number;
  readonly 'latency-tolerance': number;
  readonly 'latency-slack': number;
  readonly 'memory-tolerance': number;
  readonly github: boolean;
  readonly json: boolean;
}

const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  fine: EXIT.done,
  trade: EXIT.done,
  regression: EXIT.failures,
  'cannot tell': EXIT.badInput,
};

function tolerance(name: string, value: number): number {
  if (!(value >= 0 && value < 1))
    throw new UserError(`--${name} ${value}: must be a share from 0 to below 1, as 0.05.`);
  return value;
}

function slack(microseconds: number): number {
  if (microseconds >= 0 && Number.isFinite(microseconds)) return microseconds;
  throw new UserError(`--latency-slack ${microseconds}: must be microseconds, 0 or more.`);
}

function summaryFile(): string {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path !== undefined && path !== '') return path;
  throw new UserError('--github: GITHUB_STEP_SUMMARY names no file; this works in a step of a GitHub workflow only.');
}

export const regressCommand: CommandModule<object, RegressArguments> = {
  command: 'regress',
  describe: 'Gate: exit 0 where nothing got worse, 1 for a regression, 2 where it cannot be told',
  builder: (yargs) =>
    yargs
      .option('base', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'Results directory or commit',
      })
      .option('head', { type: 'string', demandOption: true, requiresArg: true, describe: 'What is to be no worse' })
      .option('results', {
        type: 'string',
        default: DEFAULT_RESULTS_DIRECTORY,
        describe: 'Where commits are looked up, and earlier runs that tell the noise',
      })
      .option('metrics', { type: 'string', array: true, default: ['ndcg@10'], describe: 'Metrics to guard' })
      .option('quality-tolerance', {
        type: 'number',
        default: DEFAULT_TOLERANCES.quality,
        describe: 'Share of a metric that may be lost',
      })
      .option('latency-tolerance', {
        type: 'number',
        default: DEFAULT_TOLERANCES.latency,
        describe: 'Share by which requests may be slower',
      })
      .option('latency-slack', {
        type: 'number',
        default: DEFAULT_TOLERANCES.slackMicroseconds,
        describe: 'Microseconds by which a request may be slower in any case',
      })
      .option('memory-tolerance', {
        type: 'number',
        default: DEFAULT_TOLERANCES.memory,
        describe: 'Share by which peak memory may grow',
      })
      .option('github', { type: 'boolean', default: false, describe: 'Add the result to the summary of the step' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 regress --base main-results --head results', 'Two runs')
      .example('$0 regress --base 1a2b3c4d --head 5e6f7a8b', 'Two commits of one results directory'),
  handler: async (args) => {
    const tolerances = {
      quality: tolerance('quality-tolerance', args['quality-tolerance']),
      latency: tolerance('latency-tolerance', args['latency-tolerance']),
      slackMicroseconds: slack(args['latency-slack']),
      memory: tolerance('memory-tolerance', args['memory-tolerance']),
    };
    const summary = args.github ? summaryFile() : null;
    const { openSide } = await import('../compare/sides.ts');
    const { readRecords } = await import('../records/recordStore.ts');
    const { regress } = await import('../regress/regress.ts');
    const { gateMarkdown, gateText } = await import('../regress/gateText.ts');
    const [base, head] = [await openSide(args.base, args.results), await openSide(args.head, args.results)];
    const paths = new Set(base.cases.map(({ path }) => resolve(path)));
    if (head.cases.some(({ path }) => paths.has(resolve(path)))) {
      throw new UserError(
        `--base ${args.base} and --head ${args.head} hold the same runs, and a run is always as good as itself; ` +
          'name two commits or two directories.',
      );
    }
    const stored = await readRecords(args.results);
    const window = stored.flatMap(({ path, record }) => (record.status === 'completed' ? [{ path, record }] : []));
    const result = regress(base, head, window, args.metrics, tolerances);
    if (summary !== null) await appendFile(summary, gateMarkdown(result));
    if (args.json) {
      const { verdict, pairs, unpaired, failures, failedInBoth } = result;
      const told = pairs.map((one) => ({
        label: one.pair.label,
        dataset: one.pair.dataset,
        verdict: one.verdict,
        findings: one.findings,
      }));
      const answer = { schemaVersion: 1, verdict, tolerances, pairs: told, unpaired, failures, failedInBoth };
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      const { terminalOptions } = await import('../terminalOptions.ts');
      process.stdout.write(gateText(result, terminalOptions(process.stdout)));
    }
    process.exitCode = EXIT_CODES[result.verdict];
  },
};
