/** `seqbench profiles inspect`: what is in vectors of profiles. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

const options = {
  before: {
    type: 'string',
    requiresArg: true,
    describe: 'Vectors that these were reduced from: says what the reduction kept',
  },
  data: {
    type: 'string',
    requiresArg: true,
    describe: 'Dataset, or run config with one: says how many of its training users have a profile',
  },
  texts: { type: 'string', requiresArg: true, describe: 'Their profiles in words, to show and to name groups by' },
  'user-field': { type: 'string', requiresArg: true, default: 'user_id', describe: 'Field with the user' },
  'text-field': { type: 'string', requiresArg: true, default: 'profile', describe: 'Field with the text' },
  user: { type: 'string', requiresArg: true, describe: 'Show the users nearest to this one' },
  neighbours: { type: 'string', requiresArg: true, default: '5', describe: 'How many of them' },
  svg: { type: 'string', requiresArg: true, describe: 'Draw a map of all users into this file' },
  json: { type: 'boolean', default: false, describe: 'Print JSON in place of sentences' },
} as const;

function build(yargs: Argv) {
  return yargs
    .positional('vectors', {
      type: 'string',
      demandOption: true,
      describe: 'File that `profiles encode` or `profiles reduce` wrote',
    })
    .options(options)
    .example(
      '$0 profiles inspect targets.safetensors --before encoded.safetensors --texts texts.jsonl --user 42',
      'What UMAP kept, and who is like user 42',
    )
    .example('$0 profiles inspect encoded.safetensors --texts texts.jsonl --svg map.svg', 'A map with named groups')
    .epilogue(
      'The mean cosine of random pairs is near 0 where vectors point all ways. Effective dimensions: of how many equally ' +
        'strong ones the variance could be. Trustworthiness: 1 where neighbours stay neighbours, about 0.5 by chance.',
    );
}

type Options = ReturnType<typeof build> extends Argv<infer Given> ? Given : never;
export type InspectArguments = ArgumentsCamelCase<Options>;

export const inspectCommand: CommandModule<object, Options> = {
  command: 'inspect <vectors>',
  describe: 'Say what vectors of profiles hold: spread, neighbours, a map',
  builder: build,
  handler: async (args) => {
    const { executeInspect } = await import('../../profiles/executeInspect.ts');
    process.exitCode = await executeInspect(args, { out: process.stdout, progress: process.stderr });
  },
};
