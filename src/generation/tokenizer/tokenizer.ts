/**
 * Text to tokens and back, by a standard tokenizer.json: of a published checkpoint, or built from a catalogue's words (see
 * `wordTokenizer.ts`). Hugging Face's own JavaScript library does the work.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as huggingFace from '@huggingface/tokenizers';
import { UserError } from '../../errors.ts';

/** The part of the library's class that is used here; its own types do not resolve under Node's rules for modules. */
interface HuggingFaceTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] };
  get_vocab(): Map<string, number>;
  decode(tokens: number[], options: { skip_special_tokens: boolean }): string;
}
const library = huggingFace as unknown as {
  Tokenizer: new (tokenizer: object, config: object) => HuggingFaceTokenizer;
};

/** What tokenizer.json and tokenizer_config.json hold. */
export interface TokenizerFiles {
  readonly tokenizer: object;
  readonly config: object;
}

export const TOKENIZER_FILE = 'tokenizer.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';

export class Tokenizer {
  /** For saving it again. */
  readonly files: TokenizerFiles;
  readonly #inner: HuggingFaceTokenizer;

  constructor(files: TokenizerFiles) {
    this.files = files;
    this.#inner = new library.Tokenizer(files.tokenizer, files.config);
  }

  /** One more than the largest token. */
  get vocabularySize(): number {
    let size = 0;
    for (const token of this.#inner.get_vocab().values()) size = Math.max(size, token + 1);
    return size;
  }

  /** Tokens of a text, without any that mark its end. */
  encode(text: string): number[] {
    return this.#inner.encode(text, { add_special_tokens: false }).ids;
  }

  /** The text of tokens; special ones (padding, end) are left out. */
  decode(tokens: ArrayLike<number>): string {
    return tokens.length === 0 ? '' : this.#inner.decode(Array.from(tokens), { skip_special_tokens: true });
  }
}

export async function writeTokenizer(directory: string, { files }: Tokenizer): Promise<void> {
  await writeFile(join(directory, TOKENIZER_FILE), JSON.stringify(files.tokenizer));
  await writeFile(join(directory, TOKENIZER_CONFIG_FILE), JSON.stringify(files.config));
}

/** @throws UserError where a file is missing or cannot be understood. */
export async function readTokenizer(directory: string): Promise<Tokenizer> {
  const [tokenizer, config] = await Promise.all(
    [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE].map((name) => readJson(join(directory, name))),
  );
  try {
    return new Tokenizer({ tokenizer: tokenizer!, config: config! });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`"${join(directory, TOKENIZER_FILE)}" holds a tokenizer that cannot be used here: ${reason}`);
  }
}

/** @throws UserError where there is no such file, or no JSON object in it. */
export async function readJson(path: string): Promise<object> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new UserError(`"${path}" is missing. A checkpoint is a folder in Hugging Face's layout; put the file there.`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new UserError(`"${path}" is damaged: it holds no JSON object. Fetch it again.`);
}
