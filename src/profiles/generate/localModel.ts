/**
 * A text-generation model on this machine, through @huggingface/transformers: from a folder, with its own chat template,
 * one request at a time. Nothing is fetched.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Tensor } from '@huggingface/transformers';
import { UserError } from '../../errors.ts';
import { WEIGHT_FILES } from '../weightFiles.ts';
import type { LocalSource } from '../source/sourceSettings.ts';
import { withoutThoughts, type ChatAnswer, type ChatMessage, type ChatModel } from './chatModel.ts';
import { RefusedError } from './errors.ts';

const DESCRIPTIONS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
/** Also parts of a model's identity, where they are there. */
const FURTHER = ['generation_config.json', 'chat_template.jinja'];
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

/** By contents, not by place; weights, which are large, by their size. */
export function localModelIdentity(source: LocalSource): unknown {
  checkFolder(source);
  const { folder, precision } = source;
  const files = [...DESCRIPTIONS, ...FURTHER].filter((file) => existsSync(join(folder, file)));
  const hashOf = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  const weights = ['', '_data']
    .map((part) => join(folder, 'onnx', `${WEIGHT_FILES[precision]}${part}`))
    .filter((path) => existsSync(path));
  return {
    name: basename(resolve(folder)),
    precision,
    files: Object.fromEntries(files.map((file) => [file, hashOf(file)])),
    weightBytes: weights.map((path) => statSync(path).size),
  };
}

export async function openLocalModel(source: LocalSource): Promise<ChatModel> {
  checkFolder(source);
  const { folder, precision, sampling, contextTokens } = source;
  const runtime = await import('@huggingface/transformers');
  const local = { local_files_only: true } as const;
  const path = resolve(folder);
  const tokenizer = await runtime.AutoTokenizer.from_pretrained(path, local);
  const model = await runtime.AutoModelForCausalLM.from_pretrained(path, { ...local, dtype: precision, device: 'cpu' });
  // The library declares no types for it.
  const { seed } = runtime.random as { seed: (seed: number) => void };
  if (sampling.seed !== undefined) seed(sampling.seed);

  const ask = async (messages: readonly ChatMessage[], signal: AbortSignal): Promise<ChatAnswer> => {
    signal.throwIfAborted();
    const inputs = tokenizer.apply_chat_template([...messages], {
      add_generation_prompt: true,
      return_dict: true,
    }) as { input_ids: Tensor };
    const promptTokens = inputs.input_ids.dims.at(-1)!;
    if (promptTokens + sampling.maxOutputTokens > contextTokens) {
      throw new RefusedError(`${promptTokens} tokens of prompt leave no room for the answer in ${contextTokens}`);
    }
    const stop = new runtime.InterruptableStoppingCriteria();
    const onAbort = (): void => {
      stop.interrupt();
    };
    signal.addEventListener('abort', onAbort);
    try {
      const output = (await model.generate({
        ...inputs,
        max_new_tokens: sampling.maxOutputTokens,
        do_sample: (sampling.temperature ?? 1) > 0,
        ...(sampling.temperature !== null && sampling.temperature > 0 && { temperature: sampling.temperature }),
        ...(sampling.topP !== undefined && { top_p: sampling.topP }),
        stopping_criteria: stop,
      })) as Tensor;
      signal.throwIfAborted();
      const completionTokens = output.dims.at(-1)! - promptTokens;
      const [written] = tokenizer.batch_decode(output.slice(null, [promptTokens, promptTokens + completionTokens]), {
        skip_special_tokens: true,
      });
      const text = withoutThoughts(written ?? '');
      if (text === '') throw new RefusedError('the model wrote nothing');
      return { text, promptTokens, completionTokens, isCut: completionTokens >= sampling.maxOutputTokens };
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
