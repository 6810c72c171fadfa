/** Profiles from any endpoint that speaks OpenAI's chat completions: vLLM, Ollama, llama.cpp, hosted services. */
import { z } from 'zod';
import { promptSettingsSchema, samplingSettingsSchema } from './promptSettings.ts';

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
  longestDelaySeconds: z.number().positive().default(60),
  requestsPerMinute: z.number().positive().optional(),
  tokensPerMinute: z.number().positive().optional().describe('Of prompts and answers together.'),
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

export const httpSourceSchema = z.strictObject({
  kind: z.literal('llm-http').describe("An endpoint that speaks OpenAI's chat completions."),
  endpoint: z
    .url({ protocol: /^https?$/u })
    .describe('Address up to and with the version, for example http://localhost:11434/v1.'),
  model: z.string().min(1).describe("The model's name, as the endpoint knows it."),
  keyVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'give the name of an environment variable, never a key itself')
    .nullable()
    .default(null)
    .describe('Environment variable that holds the key; null: the endpoint wants none.'),
  contextTokens: z.int().positive().default(8192).describe('Tokens of prompt and answer that the model can hold.'),
  prompt: promptSettingsSchema.prefault({}),
  sampling: samplingSettingsSchema.prefault({}),
  requests: requestSettingsSchema.prefault({}),
  price: priceSettingsSchema.optional(),
  budget: budgetSettingsSchema
    .prefault({})
    .describe('Generating is refused where the estimate is beyond it, and stops there.'),
});
export type HttpSource = z.infer<typeof httpSourceSchema>;
