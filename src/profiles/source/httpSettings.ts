/** Profiles from any endpoint that speaks OpenAI's chat completions: vLLM, Ollama, llama.cpp, hosted services. */
import { z } from 'zod';
import { promptSettingsSchema, samplingSettingsSchema } from './promptSettings.ts';

export const failedUsersSetting = z
  .enum(['refuse', 'leave-out'])
  .default('refuse')
  .describe('Users for whom no profile could be had in the end: stop and say so, or go on without them.');

/** How requests are sent; nothing here changes what is asked. */
export const requestSettingsSchema = z.strictObject({
  concurrency: z.int().positive().default(8).describe('Requests in flight at once.'),
  timeoutSeconds: z.number().positive().default(120).describe('Longest wait for a whole answer.'),
  retries: z.int().nonnegative().default(6).describe('Further tries of a request that failed for a passing reason.'),
  baseDelaySeconds: z
    .number()
    .positive()
    .default(1)
    .describe(
      'Wait before the first retry; doubles each time, with a random part. Retry-After wins where it is longer.',
    ),
  longestDelaySeconds: z.number().positive().default(60).describe('Longest of these waits.'),
  longestWaitSeconds: z
    .number()
    .positive()
    .default(600)
    .describe('Longest wait that the endpoint may ask for with Retry-After; beyond it generating stops.'),
  requestsPerMinute: z.number().positive().optional(),
  tokensPerMinute: z.number().positive().optional().describe('Of prompts and answers together.'),
  failedUsers: failedUsersSetting,
});
export type RequestSettings = z.infer<typeof requestSettingsSchema>;

export const budgetSettingsSchema = z.strictObject({
  tokens: z.int().positive().optional().describe('Tokens of prompts and answers together.'),
  money: z.number().positive().optional().describe('In the currency of `price`.'),
});
export type BudgetSettings = z.infer<typeof budgetSettingsSchema>;

export const priceSettingsSchema = z.strictObject({
  promptPerMillion: z.number().nonnegative().describe('Price of a million tokens of prompts.'),
  completionPerMillion: z.number().nonnegative().describe('Price of a million tokens of answers.'),
  currency: z.string().min(1).default('USD'),
});
export type PriceSettings = z.infer<typeof priceSettingsSchema>;

function isPlain({ username, password, search, hash }: URL): boolean {
  return [username, password, search, hash].every((part) => part === '');
}

export const httpSourceSchema = z
  .strictObject({
    kind: z.literal('llm-http').describe("An endpoint that speaks OpenAI's chat completions."),
    endpoint: z
      .url({ protocol: /^https?$/u })
      .refine((text) => !URL.canParse(text) || isPlain(new URL(text)), {
        error: 'an address must hold no user, password or query; a key belongs into the environment ("keyVariable")',
      })
      .describe('Address up to and with the version, for example http://localhost:11434/v1.'),
    model: z.string().min(1).describe("The model's name, as the endpoint knows it."),
    keyVariable: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'give the name of an environment variable, never a key itself')
      .nullable()
      .default(null)
      .describe('Environment variable that holds the key; null: the endpoint wants none.'),
    lengthField: z
      .enum(['max_tokens', 'max_completion_tokens'])
      .default('max_tokens')
      .describe('How the endpoint calls the longest length of an answer.'),
    extraBody: z.record(z.string(), z.json()).default({}).describe('Further fields of every request, as they are.'),
    contextTokens: z.int().positive().default(8192).describe('Tokens of prompt and answer that the model can hold.'),
    prompt: promptSettingsSchema.prefault({}),
    sampling: samplingSettingsSchema.prefault({}),
    requests: requestSettingsSchema.prefault({}),
    price: priceSettingsSchema.optional(),
    budget: budgetSettingsSchema
      .prefault({})
      .describe('Generating is refused where the estimate is beyond it, and stops there.'),
  })
  .refine(({ budget, price }) => budget.money === undefined || price !== undefined, {
    path: ['budget', 'money'],
    error: 'needs "price", without which nobody knows what is spent',
  });
export type HttpSource = z.infer<typeof httpSourceSchema>;
