/**
 * A text encoder run by @huggingface/transformers: the one file of this stage that imports the runtime. Cutting and pooling
 * are done here, because the library cuts the closing token off along with the text, and takes padding for the last token.
 */
import { UserError } from '../../errors.ts';
import type { Precision } from '../weightFiles.ts';
import type { Pooling } from './encodeSettings.ts';
import type { TextModel } from './textModelFolder.ts';

export interface TokenVectors {
  /** [texts, width] */
  readonly vectors: Float32Array;
  readonly width: number;
  readonly cutTexts: number;
}

export interface OpenTextModel {
  readonly maxTokens: number;
  /** Prefix, cut, encode and pool. */
  encode(texts: readonly string[]): Promise<TokenVectors>;
  dispose(): Promise<void>;
}

/** Where neither the settings nor any file tells a limit, what BERT and its kin can take. */
const FALLBACK_MAX_TOKENS = 512;
/** Tokenizers without a limit of their own name a number without meaning, such as 10^30. */
const NO_LIMIT = 1e6;

export async function openTextModel(model: TextModel, precision: Precision, threads: number): Promise<OpenTextModel> {
  const { AutoModel, AutoTokenizer, Tensor } = await import('@huggingface/transformers');
  const local = { local_files_only: true } as const;
  const tokenizer = await AutoTokenizer.from_pretrained(model.folder, local);
  const session_options = { intraOpNumThreads: threads, interOpNumThreads: 1 };
  const network = await AutoModel.from_pretrained(model.folder, {
    ...local,
    dtype: precision,
    device: 'cpu',
    subfolder: model.subfolder,
    session_options,
  });
  const idsOf = (text: string, add_special_tokens: boolean): number[] => {
    return tokenizer(text, { return_tensor: false, add_special_tokens }).input_ids;
  };
  const told = tokenizer.model_max_length as number;
  const maxTokens = model.maxTokens ?? (told < NO_LIMIT ? told : FALLBACK_MAX_TOKENS);
  const closing = closingTokens(idsOf('a', true), idsOf('a', false));

  const cut = (ids: number[]): number[] => {
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - closing), ...ids.slice(ids.length - closing)];
  };

  const encode = async (texts: readonly string[]): Promise<TokenVectors> => {
    const whole = texts.map((text) => idsOf(model.prefix + text, true));
    const tokens = whole.map(cut);
    const length = Math.max(...tokens.map((ids) => ids.length));
    const matrix = (value: (ids: number[], position: number) => number) => {
      const values = BigInt64Array.from(
        tokens.flatMap((ids) => Array.from({ length }, (_, position) => BigInt(value(ids, position)))),
      );
      return new Tensor('int64', values, [tokens.length, length]);
    };
    // Padding stands on the right, whichever side the tokenizer would pad: positions then count from the first token.
    const { last_hidden_state: states } = (await network({
      input_ids: matrix((ids, position) => ids[position] ?? tokenizer.pad_token_id),
      attention_mask: matrix((ids, position) => Number(position < ids.length)),
      token_type_ids: matrix(() => 0),
    })) as { last_hidden_state?: { readonly data: Float32Array; readonly dims: readonly number[] } };
    if (states === undefined) throw new UserError(`"${model.folder}" is no text encoder: it has no last_hidden_state.`);
    const width = states.dims[2]!;
    const vectors = new Float32Array(texts.length * width);
    tokens.forEach((ids, row) => {
      const at = states.data.subarray(row * length * width, (row * length + ids.length) * width);
      pool(at, model.pooling, vectors.subarray(row * width, (row + 1) * width));
    });
    return { vectors, width, cutTexts: whole.filter((ids) => ids.length > maxTokens).length };
  };

  const dispose = async (): Promise<void> => {
    await network.dispose();
  };
  return { maxTokens, encode, dispose };
}

/** How many special tokens follow a text, told from one encoded with and without them. */
function closingTokens(withSpecial: readonly number[], without: readonly number[]): number {
  return withSpecial.length - withSpecial.lastIndexOf(without.at(-1)!) - 1;
}

/** `states` [tokens, width] without padding. */
function pool(states: Float32Array, pooling: Pooling, out: Float32Array): void {
  const width = out.length;
  const tokens = states.length / width;
  if (pooling === 'cls') out.set(states.subarray(0, width));
  else if (pooling === 'last') out.set(states.subarray((tokens - 1) * width));
  else {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let at = column; at < states.length; at += width) sum += states[at]!;
      out[column] = sum / tokens;
    }
  }
}
