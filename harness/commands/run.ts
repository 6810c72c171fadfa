/** `seqbench run`: plans, runs what is missing, prints the two tables. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { ENGINE_CHOICES } from '../../src/engine/engineChoice.ts';
import { DEFAULT_RESULTS_DIRECTORY } from '../defaults.ts';

const options = {
  only: { type: 'string', array: true, requiresArg: true, describe: 'Baselines to run, by label or id' },
  datasets: { type: 'string', array: true, requiresArg: true, describe: "Datasets to use in place of the config's" },
  seeds: { type: 'string', array: true, requiresArg: true, describe: "Seeds to use in place of the config's" },
  engine: { choices: ENGINE_CHOICES, requiresArg: true, describe: "Engine to use in place of the config's" },
  threads: { type: 'string', requiresArg: true, describe: 'Threads of the engine' },
  results: {
    type: 'string',
    requiresArg: true,
    default: DEFAULT_RESULTS_DIRECTORY,
    describe: 'Results directory, where records are kept',
  },
  shard: {
    type: 'string',
    requiresArg: true,
    describe: 'Do part i of n (as 2/8) of the cases; directories of several parts merge by copying',
  },
  queue: {
    type: 'string',
    requiresArg: true,
    describe: 'Let workers on other machines run the cases: address of a Redis, as redis://host:6379',
  },
  budget: {
    type: 'string',
    requiresArg: true,
    describe: 'Search the grids: try so many settings of each, by validation, and run the best with all seeds',
  },
  force: { type: 'boolean', default: false, describe: 'Run finished cases again' },
  'dry-run': {
    type: 'boolean',
    default: false,
    describe: 'Check the config, show the plan and what each case will take; record nothing',
  },
  json: { type: 'boolean', default: false, describe: 'Print JSON in place of tables' },
} as const;

function build(yargs: Argv) {
  return yargs
    .positional('config', { type: 'string', demandOption: true, describe: 'Run config, a YAML file' })
    .options(options)
    .example('$0 run configs/quickstart.yaml', 'A first look, on simulated data')
    .example('$0 run configs/beauty.yaml --only sasrec --seeds 1', 'One baseline, one seed')
    .epilogue('Lists take several words or several flags. Ctrl-C stops; the same command goes on.');
}

type Options = ReturnType<typeof build> extends Argv<infer Given> ? Given : never;
export type RunArguments = ArgumentsCamelCase<Options>;

export const runCommand: CommandModule<object, Options> = {
  command: 'run <config>',
  describe: 'Run the cases of a config that are not done yet, and print the accuracy and cost tables',
  builder: build,
  handler: async (args) => {
    const { executeRun } = await import('../run/executeRun.ts');
    process.exitCode = await executeRun(args, { out: process.stdout, progress: process.stderr });
  },
};
