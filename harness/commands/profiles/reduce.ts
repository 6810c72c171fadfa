/** `seqbench profiles reduce`: from vectors of any width to targets of the model's. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

const options = {
  width: {
    type: 'string',
    requiresArg: true,
    default: '64',
    describe: 'Dimensions of the outcome: the width of the model',
  },
  out: { type: 'string', requiresArg: true, default: 'targets.safetensors', describe: 'File for the targets' },
  settings: {
    type: 'string',
    requiresArg: true,
    default: '{ kind: umap }',
    describe: 'YAML as under `reduce` of a config, or a file with it',
  },
  seed: { type: 'string', requiresArg: true, default: '1', describe: 'Of all draws' },
  json: { type: 'boolean', default: false, describe: 'Print JSON in place of sentences' },
} as const;

function build(yargs: Argv) {
  return yargs
    .positional('vectors', {
      type: 'string',
      demandOption: true,
      describe: 'File that `profiles encode` wrote',
    })
    .options(options)
    .example('$0 profiles reduce encoded.safetensors --width 64', 'By UMAP')
    .example("$0 profiles reduce encoded.safetensors --width 64 --settings '{ kind: pca }'", 'By principal components');
}

type Options = ReturnType<typeof build> extends Argv<infer Given> ? Given : never;
export type ReduceArguments = ArgumentsCamelCase<Options>;

export const reduceCommand: CommandModule<object, Options> = {
  command: 'reduce <vectors>',
  describe: "Bring vectors to a model's width, centred and scaled",
  builder: build,
  handler: async (args) => {
    const { executeReduce } = await import('../../profiles/executeReduce.ts');
    process.exitCode = await executeReduce(args, { out: process.stdout, progress: process.stderr });
  },
};
