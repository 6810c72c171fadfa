/** Where the words of profiles come from. */
import { z } from 'zod';
import { PRECISIONS } from '../weightFiles.ts';
import { failedUsersSetting, httpSourceSchema } from './httpSettings.ts';
import { DOMAINS, promptSettingsSchema, samplingSettingsSchema } from './promptSettings.ts';

export const templateSourceSchema = z.strictObject({
  kind: z.literal('template').describe('Prose from counts over the history. Deterministic, offline, not an LLM.'),
  domain: z
    .enum(['auto', ...DOMAINS])
    .default('auto')
    .describe('Wording; auto: by the kind of dataset.'),
  favourites: z.int().positive().default(5).describe('Categories, brands and the like that are named of each kind.'),
});
export type TemplateSource = z.infer<typeof templateSourceSchema>;

export const localSourceSchema = z.strictObject({
  kind: z.literal('llm-local').describe('A text-generation model on this machine, through @huggingface/transformers.'),
  folder: z.string().min(1).describe('Folder of the model: config.json, tokenizer.json, onnx/*.onnx.'),
  precision: z.enum(PRECISIONS).default('fp32').describe('Which of the weights in the folder.'),
  contextTokens: z.int().positive().default(8192).describe('Tokens of prompt and answer that the model can hold.'),
  prompt: promptSettingsSchema.prefault({}),
  sampling: samplingSettingsSchema.prefault({}),
  requests: z.strictObject({ failedUsers: failedUsersSetting }).prefault({}),
});
export type LocalSource = z.infer<typeof localSourceSchema>;

export const importSourceSchema = z.strictObject({
  kind: z.literal('import').describe('Profiles written elsewhere: JSON lines or a CSV or TSV file, gzipped or not.'),
  file: z.string().min(1).describe('Looked for as datasets are: here, in $SEQBENCH_DATA, ./data and ../shared/data.'),
  fields: z
    .strictObject({
      user: z.string().min(1).default('user_id'),
      text: z.string().min(1).default('profile'),
    })
    .prefault({})
    .describe('Names of the fields or columns with the original user id and the text.'),
  label: z.string().min(1).optional().describe('Name in tables; "imported" by default.'),
});
export type ImportSource = z.infer<typeof importSourceSchema>;

export const profileSourceSchema = z.discriminatedUnion('kind', [
  templateSourceSchema,
  httpSourceSchema,
  localSourceSchema,
  importSourceSchema,
]);
export type ProfileSourceSettings = z.infer<typeof profileSourceSchema>;
