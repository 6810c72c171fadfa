/**
 * A tokenizer made for one catalogue: a token for each of the words that its IDs and the prompts are written with. Where
 * there are more words than tokens, the rarer ones are spelt with their letters, so that no text is unknown or mistaken for
 * another. A WordPiece model of the standard tokenizer.json; Hugging Face's libraries load it.
 */
import { Tokenizer } from './tokenizer.ts';

export interface WordTokenizerOptions {
  /** At most so many tokens; letters come on top. */
  readonly maxTokens: number;
  /** Characters that words to come may be spelt with; those of words that are spelt already need not be among them. */
  readonly spelling?: string;
}

/** As in T5: padding, which decoding starts from too, then the end. */
export const SPECIAL_TOKENS = ['<pad>', '</s>', '<unk>'] as const;
const [PAD, END, UNKNOWN] = SPECIAL_TOKENS;
/** What a piece within a word begins with. */
const WITHIN = '##';
/** WordPiece gives up on words longer than this. */
const LONGEST_WORD = 1000;

/** @param texts Everything that is to be written with the tokens; the order does not matter. */
export function buildWordTokenizer(
  texts: Iterable<string>,
  { maxTokens, spelling = '' }: WordTokenizerOptions,
): Tokenizer {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1));
  const kept = words.slice(0, Math.max(0, maxTokens - SPECIAL_TOKENS.length));
  const tokens = new Set<string>([...SPECIAL_TOKENS, ...kept]);
  for (const letter of lettersOf([...words.slice(kept.length), spelling])) tokens.add(letter).add(WITHIN + letter);
  return new Tokenizer(tokenizerFiles([...tokens]));
}

/** As the tokenizer splits: lower case, at blanks. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

function lettersOf(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => Array.from(word)))].sort();
}

function tokenizerFiles(tokens: readonly string[]) {
  const special = (id: number) => ({
    ...{ id, content: tokens[id]!, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  });
  const ending = [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: END, type_id: 0 } }];
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: SPECIAL_TOKENS.map((_, id) => special(id)),
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'WhitespaceSplit' },
      post_processor: {
        type: 'TemplateProcessing',
        single: ending,
        pair: [...ending, { Sequence: { id: 'B', type_id: 0 } }, { SpecialToken: { id: END, type_id: 0 } }],
        special_tokens: { [END]: { id: END, ids: [tokens.indexOf(END)], tokens: [END] } },
      },
      decoder: { type: 'WordPiece', prefix: WITHIN, cleanup: false },
      model: {
        type: 'WordPiece',
        unk_token: UNKNOWN,
        continuing_subword_prefix: WITHIN,
        max_input_chars_per_word: LONGEST_WORD,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      },
    },
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      pad_token: PAD,
      eos_token: END,
      unk_token: UNKNOWN,
      clean_up_tokenization_spaces: false,
      model_max_length: 1_000_000,
    },
  };
}
