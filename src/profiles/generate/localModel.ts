/**
 * A text-generation model on this machine, through @huggingface/transformers: from a folder, with its own chat template,
 * one request at a time. Nothing is fetched.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { LogitsProcessor, PretrainedConfig, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import { contentsHash } from '../../contentsHash.ts';
import { UserError } from '../../errors.ts';
import { WEIGHT_FILES } from '../weightFiles.ts';
import type { LocalSource } from '../source/sourceSettings.ts';
import { withoutThoughts, type ChatAnswer, type ChatMessage, type ChatModel } from './chatModel.ts';
import { RefusedError } from './errors.ts';
import { keepNucleus } from './nucleus.ts';

const DESCRIPTIONS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const TEMPLATE_FILE = 'chat_template.jinja';
/** Also parts of a model's identity, where they are there. */
const FURTHER = ['generation_config.json', TEMPLATE_FILE];
/** @throws UserError that names what the folder lacks. */
function checkFolder({ folder, precision }: LocalSource): void {
  const lacking = [...DESCRIPTIONS, join('onnx', WEIGHT_FILES[precision])].filter(
    (file) => !existsSync(join(folder, file)),
  );
  if (lacking.length === 0) return;
  const what = existsSync(folder) ? `lacks ${lacking.join(', ')}` : 'is not there';
  throw new UserError(
    `The model folder ${resolve(folder)} ${what}. It must hold a text-generation model as exported for Transformers.js; ` +
      '"precision" says which of its weights are read. Nothing is downloaded.',
  );
}

/** By contents, not by place. @param memoryDirectory Where hashes are remembered. */
export async function localModelIdentity(source: LocalSource, memoryDirectory: string): Promise<unknown> {
  checkFolder(source);
  const { folder, precision } = source;
  const weights = ['', '_data'].map((part) => join('onnx', `${WEIGHT_FILES[precision]}${part}`));
  const files = [...DESCRIPTIONS, ...FURTHER, ...weights].filter((file) => existsSync(join(folder, file)));
  const paths = files.map((file) => join(folder, file));
  return { name: basename(resolve(folder)), precision, files, contents: await contentsHash(paths, memoryDirectory) };
}

/**
 * Chats as the text that the model continues. As with Hugging Face, a template in a file of its own comes before the
 * tokenizer's; Transformers.js knows only the latter. @throws UserError where there is none
 */
function chatWriter(
  { folder }: LocalSource,
  tokenizer: PreTrainedTokenizer,
): (messages: readonly ChatMessage[]) => string {
  const path = join(folder, TEMPLATE_FILE);
  const name = `the model in ${resolve(folder)}`;
  const written = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (written === null && !tokenizer.chat_template) throw new UserError(`There is no chat template for ${name}.`);
  return (messages) => {
    const options = { chat_template: written, add_generation_prompt: true, tokenize: false };
    try {
      return tokenizer.apply_chat_template([...messages], options) as string;
    } catch (error) {
      throw new UserError(
        `The chat template of ${name} takes no such messages (${(error as Error).message}). If it knows no system role, ` +
          'set "systemRole: fold" under "prompt".',
        { cause: error },
      );
    }
  };
}

/** Beyond what it holds a model writes nonsense, and nothing would tell. Not every config says how much that is. */
function refuseContext({ folder, contextTokens }: LocalSource, config: PretrainedConfig): void {
  const heldTokens = config.max_position_embeddings as number | undefined;
  if (heldTokens === undefined || contextTokens <= heldTokens) return;
  throw new UserError(
    `"contextTokens" (${contextTokens}) is more than the model in ${resolve(folder)} holds: lower it to ${heldTokens}.`,
  );
}

export async function openLocalModel(source: LocalSource): Promise<ChatModel> {
  checkFolder(source);
  const { folder, precision, contextTokens } = source;
  const { temperature, topP, seed, maxOutputTokens } = source.sampling;
  const runtime = await import('@huggingface/transformers');
  const local = { local_files_only: true } as const;
  const path = resolve(folder);
  const tokenizer = await runtime.AutoTokenizer.from_pretrained(path, local);
  const promptOf = chatWriter(source, tokenizer);
  const config = await runtime.AutoConfig.from_pretrained(path, local);
  refuseContext(source, config);
  const model = await runtime.AutoModelForCausalLM.from_pretrained(path, { ...local, dtype: precision, device: 'cpu' });
  const { eos_token_id } = config as { eos_token_id?: number | number[] };
  const endTokens = [model.generation_config?.eos_token_id ?? eos_token_id].flat();
  // The library declares no types for it.
  const random = runtime.random as { seed: (seed: number) => void };
  const isSampled = temperature !== 0;
  // The library takes `top_p`, and does nothing with it.
  const processors = new runtime.LogitsProcessorList();
  if (isSampled && topP !== undefined) {
    const nucleus = (_: unknown, logits: Tensor): Tensor => {
      keepNucleus(logits.data as Float32Array, topP);
      return logits;
    };
    processors.push(nucleus as unknown as LogitsProcessor);
  }

  const ask = async (messages: readonly ChatMessage[], signal: AbortSignal): Promise<ChatAnswer> => {
    signal.throwIfAborted();
    const prompt = promptOf(messages);
    const inputs = tokenizer(prompt, { add_special_tokens: false }) as { input_ids: Tensor };
    const promptTokens = inputs.input_ids.dims.at(-1)!;
    if (promptTokens + maxOutputTokens > contextTokens) {
      throw new RefusedError(`${promptTokens} tokens of prompt leave no room for the answer in ${contextTokens}`);
    }
    // Before each answer, so that none depends on how many were given before it.
    if (seed !== undefined) random.seed(seed);
    const stop = new runtime.InterruptableStoppingCriteria();
    const onAbort = (): void => {
      stop.interrupt();
    };
    signal.addEventListener('abort', onAbort);
    try {
      const output = (await model.generate({
        ...inputs,
        max_new_tokens: maxOutputTokens,
        do_sample: isSampled,
        ...(isSampled && temperature !== null && { temperature }),
        logits_processor: processors,
        stopping_criteria: stop,
      })) as Tensor;
      signal.throwIfAborted();
      const answer = (output.tolist() as bigint[][])[0]!.slice(promptTokens).map(Number);
      const written = tokenizer.decode(answer, { skip_special_tokens: true });
      // Some templates open the thoughts themselves, so that the answer begins within them.
      const text = withoutThoughts(/<think>\s*$/u.test(prompt) ? `<think>${written}` : written);
      if (text === '') throw new RefusedError('the model wrote nothing');
      // An answer may end by itself just as it reaches its longest length.
      return { text, promptTokens, completionTokens: answer.length, isCut: !endTokens.includes(answer.at(-1)) };
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };

  return {
    ask,
    dispose: async () => {
      await model.dispose();
    },
  };
}
