/**
 * What a language model is asked: for the profile of a whole history, for notes on a part of one that is too long, and
 * for one profile out of such notes. Every change of these words makes other profiles: raise PROMPT_VERSION with it.
 */
import type { ChatMessage } from '../generate/chatModel.ts';
import type { ValueScale } from '../history/valueScale.ts';
import type { Domain, PromptSettings } from '../source/promptSettings.ts';
import { DOMAIN_WORDS } from './domainWords.ts';

export const PROMPT_VERSION = 1;

export interface PromptStyle {
  readonly domain: Domain;
  readonly scale: ValueScale | null;
  readonly settings: PromptSettings;
}

export interface Prompts {
  readonly whole: (lines: readonly string[]) => readonly ChatMessage[];
  /** Parts count from 1. */
  readonly part: (lines: readonly string[], part: number, partCount: number) => readonly ChatMessage[];
  readonly merge: (notes: readonly string[]) => readonly ChatMessage[];
}

export function profilePrompts({ domain, scale, settings }: PromptStyle): Prompts {
  const words = DOMAIN_WORDS[domain];
  const { person, events } = words;
  const five = fiveParts({ domain, scale, settings });
  const rules =
    `Describe only what the history supports; where it says nothing about a point, say so in a few words. ` +
    `Name none of the ${events} by title, and give no ids and no ratings. Answer with the profile alone.`;
  const shape = `a profile of this ${person} of about ${settings.words} words, in five short paragraphs:\n${five}\n${rules}`;
  const order = 'oldest first; what was chosen several times is listed several times';
  const chat = (request: string): ChatMessage[] =>
    settings.systemRole === 'send'
      ? [
          { role: 'system', content: words.role },
          { role: 'user', content: request },
        ]
      : [{ role: 'user', content: `${words.role}\n\n${request}` }];
  const list = (lines: readonly string[]): string => `\n\nHistory:\n${lines.join('\n')}`;
  return {
    whole: (lines) =>
      chat(`Below are the ${lines.length} ${events} of one ${person}, ${order}. Write ${shape}${list(lines)}`),
    part: (lines, part, partCount) =>
      chat(
        `Below is part ${part} of ${partCount} of the history of one ${person}: ${lines.length} ${events}, ${order}. ` +
          `The parts follow each other in time. From this part alone write ${shape}${list(lines)}`,
      ),
    merge: (notes) =>
      chat(
        `Below are ${notes.length} descriptions of the same ${person}, each made from one part of the history, the oldest ` +
          `part first. Merge them, without contradictions and without leaving out how the taste changed, into ${shape}\n\n` +
          notes.map((note, index) => `Description ${index + 1}:\n${note}`).join('\n\n'),
      ),
  };
}

function fiveParts({ domain, scale }: PromptStyle): string {
  const { person, events, kinds, qualities, next } = DOMAIN_WORDS[domain];
  const [shared, disliked] = opinions(events, person, scale);
  const overall = `An overall picture of the ${person}, and what kind of ${next} would probably please them next.`;
  return [kinds, qualities, shared, disliked, overall].map((part, index) => `${index + 1}. ${part}`).join('\n');
}

function opinions(events: string, person: string, scale: ValueScale | null): [string, string] {
  if (scale === null) {
    return [
      `What the ${events} that the ${person} came back to, or chose most, have in common.`,
      `What the ${person} has tried once and left, or hardly ever turns to.`,
    ];
  }
  const [high, low] =
    scale.kind === 'stars'
      ? [`rated ${scale.liked} of ${scale.highest} or more`, `rated ${scale.disliked} of ${scale.highest} or less`]
      : [`watched to more than ${scale.liked} %`, `given up before ${scale.disliked} %`];
  return [`What the ${events} ${high} have in common.`, `What the ${events} ${low} have in common.`];
}
