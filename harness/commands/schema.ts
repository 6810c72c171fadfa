/** `seqbench schema`: the JSON schema of run configs, for editors. */
import type { CommandModule } from 'yargs';

interface SchemaArguments {
  readonly out: string | undefined;
}

export const schemaCommand: CommandModule<object, SchemaArguments> = {
  command: 'schema',
  describe: 'Print the JSON schema of run configs, for editors',
  builder: (yargs) => yargs.option('out', { type: 'string', describe: 'File to write instead', requiresArg: true }),
  handler: async ({ out }) => {
    const { configJsonSchemaText } = await import('../configJsonSchema.ts');
    const text = await configJsonSchemaText();
    if (out === undefined) {
      process.stdout.write(text);
      return;
    }
    const { writeFileAtomically } = await import('../atomicFile.ts');
    await writeFileAtomically(out, text);
  },
};
