/**
 * How many tokens a text will be, without the model's tokenizer: three and a half letters or blanks to a token, every
 * other character one of its own. A little more than byte-pair tokenizers make of prose, so that what is estimated to fit
 * does fit; endpoints say the real number with each answer.
 */
import type { ChatMessage } from '../generate/chatModel.ts';

const LETTERS_PER_TOKEN = 3.5;
/** Chat templates put a few tokens around each message. */
const TOKENS_PER_MESSAGE = 8;

export function estimateTokens(text: string): number {
  const letters = text.match(/[a-z ]/giu)?.length ?? 0;
  return Math.ceil(letters / LETTERS_PER_TOKEN + text.length - letters);
}

export function estimateMessageTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + TOKENS_PER_MESSAGE + estimateTokens(content), 0);
}
