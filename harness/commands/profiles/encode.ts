/** `seqbench profiles encode`: from words to vectors. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

const options = {
  out: { type: 'string', requiresArg: true, default: 'encoded.safetensors', describe: 'File for the vectors' },
  settings: {
    type: 'string',
    requiresArg: true,
    default: '{ kind: tfidf }',
    describe: 'YAML as under `encode` of a config, or a file with it',
  },
  'user-field': { type: 'string', requiresArg: true, default: 'user_id', describe: 'Field with the user' },
  'text-field': { type: 'string', requiresArg: true, default: 'profile', describe: 'Field with the text' },
  json: { type: 'boolean', default: false, describe: 'Print JSON in place of sentences' },
} as const;

function build(yargs: Argv) {
  return yargs
    .positional('texts', {
      type: 'string',
      demandOption: true,
      describe: 'Profiles: JSON lines, CSV or TSV, gzipped or not, as `profiles generate --out` writes them',
    })
    .options(options)
    .example('$0 profiles encode texts.jsonl', 'Offline, by TF-IDF')
    .example(
      "$0 profiles encode texts.jsonl --settings '{ kind: transformers, model: all-MiniLM-L6-v2 }'",
      'By a model',
    )
    .epilogue(
      'Models are looked for in $SEQBENCH_MODELS and .cache/models; `download: true` in the settings fetches them. ' +
        'Ctrl-C stops, and the same command goes on.',
    );
}

type Options = ReturnType<typeof build> extends Argv<infer Given> ? Given : never;
export type EncodeArguments = ArgumentsCamelCase<Options>;

export const encodeCommand: CommandModule<object, Options> = {
  command: 'encode <texts>',
  describe: 'Turn the words of profiles into vectors',
  builder: build,
  handler: async (args) => {
    const { executeEncode } = await import('../../profiles/executeEncode.ts');
    process.exitCode = await executeEncode(args, { out: process.stdout, progress: process.stderr });
  },
};
