/** From the lines of one history to one profile: one request where it fits, else one a part and more to merge the parts. */
import { UserError } from '../../errors.ts';
import type { ChatMessage } from '../generate/chatModel.ts';
import type { Prompts } from './profilePrompt.ts';
import { splitLines } from './splitLines.ts';
import { estimateMessageTokens, estimateTokens } from './tokenEstimate.ts';

export interface PromptLimits {
  /** Tokens of prompt and answer that the model can hold. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
}

/** The step whose answer is the profile. */
export const PROFILE_STEP = 'profile';

/** Asks the model, or an earlier session's answers, under a name that is the same each time for the same history. */
export type AskStep = (step: string, messages: readonly ChatMessage[]) => Promise<string>;

export async function writeProfile(
  lines: readonly string[],
  prompts: Prompts,
  limits: PromptLimits,
  ask: AskStep,
): Promise<string> {
  const parts = partsOf(lines, prompts, limits);
  if (parts.length === 1) return ask(PROFILE_STEP, prompts.whole(lines));
  let notes: string[] = [];
  for (const [index, part] of parts.entries()) {
    notes.push(await ask(`part ${index + 1}/${parts.length}`, prompts.part(part, index + 1, parts.length)));
  }
  for (let round = 1; ; round++) {
    const groups = splitLines(notes, promptTokens(limits) - overheadOf(prompts));
    if (groups.length === 1) return ask(PROFILE_STEP, prompts.merge(notes));
    if (groups.length === notes.length) throw tooSmall(limits);
    const merged: string[] = [];
    for (const [index, group] of groups.entries()) {
      const isAlone = group.length === 1;
      merged.push(isAlone ? group[0]! : await ask(`merge ${round}.${index + 1}`, prompts.merge(group)));
    }
    notes = merged;
  }
}

/** The first request of `writeProfile`. */
export function firstMessages(
  lines: readonly string[],
  prompts: Prompts,
  limits: PromptLimits,
): readonly ChatMessage[] {
  const parts = partsOf(lines, prompts, limits);
  return parts.length === 1 ? prompts.whole(lines) : prompts.part(parts[0]!, 1, parts.length);
}

export interface RequestEstimate {
  readonly requests: number;
  readonly promptTokens: number;
}

/** What `writeProfile` will ask, as far as that can be known before; answers are taken to have `answerTokens`. */
export function estimateRequests(
  lines: readonly string[],
  prompts: Prompts,
  limits: PromptLimits,
  answerTokens: number,
): RequestEstimate {
  const parts = partsOf(lines, prompts, limits);
  if (parts.length === 1) return { requests: 1, promptTokens: estimateMessageTokens(prompts.whole(lines)) };
  const partTokens = parts.map((part, index) => estimateMessageTokens(prompts.part(part, index + 1, parts.length)));
  return {
    requests: parts.length + 1,
    promptTokens:
      partTokens.reduce((sum, tokens) => sum + tokens, 0) + overheadOf(prompts) + parts.length * answerTokens,
  };
}

function partsOf(lines: readonly string[], prompts: Prompts, limits: PromptLimits): readonly (readonly string[])[] {
  const longest = promptTokens(limits) - overheadOf(prompts);
  const parts = splitLines(lines, longest);
  const isTooLong = parts.some((part) => part.reduce((sum, line) => sum + estimateTokens(line) + 1, 0) > longest);
  // Two answers of full length must fit into one request, or parts could never be merged.
  if (isTooLong || (parts.length > 1 && longest < 2 * (limits.maxOutputTokens + 1))) throw tooSmall(limits);
  return parts;
}

function promptTokens({ contextTokens, maxOutputTokens }: PromptLimits): number {
  return contextTokens - maxOutputTokens;
}

/** The words of the longest request without what it is about. */
function overheadOf(prompts: Prompts): number {
  return Math.max(...[prompts.whole([]), prompts.part([], 99, 99), prompts.merge(['', ''])].map(estimateMessageTokens));
}

function tooSmall({ contextTokens, maxOutputTokens }: PromptLimits): UserError {
  return new UserError(
    `"contextTokens" (${contextTokens}) holds no history beside an answer of ${maxOutputTokens} tokens: raise it to what ` +
      'the model really holds, lower "maxOutputTokens", or take fewer "latestEvents" or "descriptionWords".',
  );
}
