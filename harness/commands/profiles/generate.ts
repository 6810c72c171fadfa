/** `seqbench profiles generate`: the words of profiles, from a template, a language model or a file. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

const options = {
  profiles: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Entries of `profiles` to write; all by default',
  },
  datasets: { type: 'string', array: true, requiresArg: true, describe: "Datasets to use in place of the config's" },
  'dry-run': { type: 'boolean', default: false, describe: 'Say what it would ask and cost; ask nothing' },
  show: {
    type: 'string',
    requiresArg: true,
    describe: 'Print so many profiles, or with --dry-run the requests of so many users',
  },
  out: { type: 'string', requiresArg: true, describe: 'File for the profiles, as JSON lines' },
  json: { type: 'boolean', default: false, describe: 'Print JSON in place of a summary' },
} as const;

function build(yargs: Argv) {
  return yargs
    .positional('data', {
      type: 'string',
      demandOption: true,
      describe: 'Run config with datasets, split and profiles; or the name of a dataset, for profiles from a template',
    })
    .options(options)
    .example('$0 profiles generate run.yaml --dry-run --show 1', 'What the first user would be described from')
    .example('$0 profiles generate amazon-beauty --show 3', 'Profiles from counts, without a model')
    .epilogue(
      'Answers of language models are stored one by one: Ctrl-C stops, and the same command goes on. Keys are read from ' +
        'the environment variable that `keyVariable` names.',
    );
}

type Options = ReturnType<typeof build> extends Argv<infer Given> ? Given : never;
export type GenerateArguments = ArgumentsCamelCase<Options>;

export const generateCommand: CommandModule<object, Options> = {
  command: 'generate <data>',
  describe: 'Write the profiles of the training users, and keep them for runs',
  builder: build,
  handler: async (args) => {
    const { executeGenerate } = await import('../../profiles/executeGenerate.ts');
    process.exitCode = await executeGenerate(args, { out: process.stdout, progress: process.stderr });
  },
};
