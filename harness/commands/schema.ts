/** `seqbench schema`: the JSON schema of run configs, for editors, or of `leaderboard.json`. */
import type { CommandModule } from 'yargs';

const KINDS = ['config', 'leaderboard'] as const;
type Kind = (typeof KINDS)[number];

async function schemaText(kind: Kind): Promise<string> {
  if (kind === 'config') return (await import('../config/configJsonSchema.ts')).configJsonSchemaText();
  return (await import('../../reports/exports/leaderboardSchema.ts')).leaderboardJsonSchemaText();
}

interface SchemaArguments {
  readonly of: Kind;
  readonly out: string | undefined;
}

export const schemaCommand: CommandModule<object, SchemaArguments> = {
  command: 'schema',
  describe: 'Print the JSON schema of run configs, for editors, or of leaderboard.json',
  builder: (yargs) =>
    yargs
      .option('of', { choices: KINDS, default: 'config' as const, describe: 'What the schema is of' })
      .option('out', { type: 'string', describe: 'File to write instead', requiresArg: true }),
  handler: async ({ of, out }) => {
    const text = await schemaText(of);
    if (out === undefined) {
      process.stdout.write(text);
      return;
    }
    const { writeFileAtomically } = await import('../records/atomicFile.ts');
    await writeFileAtomically(out, text);
  },
};
