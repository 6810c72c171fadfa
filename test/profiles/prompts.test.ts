/** What a language model is asked: the five parts, in the words of the domain, within its context. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../src/profiles/generate/chatModel.ts';
import type { HistoryEvent } from '../../src/profiles/history/userHistories.ts';
import { eventLine } from '../../src/profiles/prompt/eventLine.ts';
import { profilePrompts } from '../../src/profiles/prompt/profilePrompt.ts';
import { splitLines } from '../../src/profiles/prompt/splitLines.ts';
import { estimateMessageTokens, estimateTokens } from '../../src/profiles/prompt/tokenEstimate.ts';
import { estimateRequests, PROFILE_STEP, writeProfile } from '../../src/profiles/prompt/writeProfile.ts';
import { DOMAINS, promptSettingsSchema } from '../../src/profiles/source/promptSettings.ts';

const STARS = { kind: 'stars', highest: 5, liked: 4, disliked: 2 } as const;
const settings = promptSettingsSchema.parse({});
const prompts = profilePrompts({ domain: 'movies', scale: STARS, settings });

const event = (changes: Partial<HistoryEvent> = {}): HistoryEvent => ({
  text: {
    title: 'Heat',
    categories: ['Crime', 'Drama'],
    attributes: { year: '1995' },
    description: 'One two three four',
  },
  value: 4.5,
  seconds: 0,
  ...changes,
});

describe('a line', () => {
  test('holds title, brand, categories, attributes and rating', () => {
    expect(eventLine(event(), STARS, 0)).toBe('- Heat; Crime, Drama; year: 1995; rated 4.5 of 5');
    expect(eventLine(event({ text: { title: 'Soap', brand: 'Acme' }, value: null }), null, 0)).toBe(
      '- Soap; brand: Acme',
    );
    const share = { kind: 'share', highest: 100, liked: 80, disliked: 50 } as const;
    expect(eventLine(event({ text: {}, value: 33.4 }), share, 0)).toBe('- untitled; watched 33 %');
  });

  test('holds as many words of the description as asked for', () => {
    expect(eventLine(event(), STARS, 2)).toContain('; One two …;');
    expect(eventLine(event(), STARS, 9)).toContain('; One two three four;');
  });

  test('is never longer than a history can bear', () => {
    const line = eventLine(event({ text: { title: 'x'.repeat(5000) } }), STARS, 0);
    expect(line.length).toBeLessThan(350);
  });
});

describe('a request', () => {
  test.each(DOMAINS)('has the five parts, roles and every line, for %s', (domain) => {
    const [system, user] = profilePrompts({ domain, scale: STARS, settings }).whole(['- A', '- B', '- A']);
    expect([system!.role, user!.role]).toEqual(['system', 'user']);
    for (const part of [1, 2, 3, 4, 5]) expect(user!.content).toMatch(new RegExp(`^${part}\\. [A-Z]`, 'mu'));
    expect(user!.content).not.toMatch(/^6\./mu);
    expect(user!.content).toMatch(/rated 4 of 5 or more[\s\S]*rated 2 of 5 or less/u);
    // What was had twice stands there twice.
    expect(user!.content.endsWith('\n- A\n- B\n- A')).toBe(true);
  });

  test('speaks of shares watched, or of no opinions, where the data has no stars', () => {
    const share = { kind: 'share', highest: 100, liked: 80, disliked: 50 } as const;
    const of = (scale: typeof share | null) =>
      profilePrompts({ domain: 'movies', scale, settings }).whole([])[1]!.content;
    expect(of(share)).toMatch(/watched to more than 80 %[\s\S]*given up before 50 %/u);
    expect(of(null)).not.toMatch(/rated|watched to/u);
  });

  test('has one message where the model knows no system role', () => {
    const folded = profilePrompts({ domain: 'movies', scale: STARS, settings: { ...settings, systemRole: 'fold' } });
    const messages = folded.whole(['- A']);
    expect(messages.map(({ role }) => role)).toEqual(['user']);
    expect(messages[0]!.content).toContain(prompts.whole(['- A'])[0]!.content);
  });
});

/** Asks an imaginary model that answers with the name of the step. */
async function asked(
  lines: readonly string[],
  limits: { contextTokens: number; maxOutputTokens: number },
  answer = '',
) {
  const steps: { step: string; messages: readonly ChatMessage[] }[] = [];
  const text = await writeProfile(lines, prompts, limits, (step, messages) => {
    steps.push({ step, messages });
    return Promise.resolve(`[${step}] ${answer}`);
  });
  return { text, steps };
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `- Film number ${index}; Drama`);

describe('a long history', () => {
  test('that fits is one request', async () => {
    const { text, steps } = await asked(lines(20), { contextTokens: 4000, maxOutputTokens: 500 });
    expect(steps.map(({ step }) => step)).toEqual([PROFILE_STEP]);
    expect(text).toBe('[profile] ');
  });

  test('that does not is cut into parts in the order of time, and merged', async () => {
    const limits = { contextTokens: 2000, maxOutputTokens: 300 };
    const { steps } = await asked(lines(300), limits);
    const parts = steps.slice(0, -1);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ step }) => step)).toEqual(parts.map((_, index) => `part ${index + 1}/${parts.length}`));
    const shown = parts.flatMap(({ messages }) => messages[1]!.content.split('History:\n')[1]!.split('\n'));
    expect(shown).toEqual(lines(300));
    expect(steps.at(-1)!.step).toBe(PROFILE_STEP);
    for (const [index] of parts.entries()) expect(steps.at(-1)!.messages[1]!.content).toContain(`[part ${index + 1}/`);
    for (const { messages } of steps) {
      expect(estimateMessageTokens(messages) + limits.maxOutputTokens).toBeLessThanOrEqual(limits.contextTokens);
    }
  });

  test('whose parts fill more than one request is merged in rounds, each within the context', async () => {
    const limits = { contextTokens: 1500, maxOutputTokens: 300 };
    const { steps } = await asked(lines(900), limits, 'word '.repeat(180));
    expect(steps.some(({ step }) => step.startsWith('merge 1.'))).toBe(true);
    expect(steps.at(-1)!.step).toBe(PROFILE_STEP);
    expect(new Set(steps.map(({ step }) => step)).size).toBe(steps.length);
    for (const { messages } of steps) {
      expect(estimateMessageTokens(messages) + limits.maxOutputTokens).toBeLessThanOrEqual(limits.contextTokens);
    }
  });

  test('is refused where the context holds no part of it', async () => {
    await expect(asked(lines(300), { contextTokens: 800, maxOutputTokens: 300 })).rejects.toThrow(
      /"contextTokens" \(800\) holds no history beside an answer of 300 tokens: raise it/,
    );
  });

  test('is estimated by the requests that it will take', async () => {
    for (const count of [5, 300]) {
      const limits = { contextTokens: 2000, maxOutputTokens: 300 };
      const { steps } = await asked(lines(count), limits, 'word '.repeat(100));
      const real = steps.reduce((sum, { messages }) => sum + estimateMessageTokens(messages), 0);
      const { requests, promptTokens } = estimateRequests(
        lines(count),
        prompts,
        limits,
        estimateTokens('word '.repeat(100)),
      );
      expect(requests).toBe(steps.length);
      expect(Math.abs(promptTokens - real) / real).toBeLessThan(0.1);
    }
  });
});

test('parts keep every line in order and are as even as they can be', () => {
  const anyLines = fc.array(fc.string({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(anyLines, fc.integer({ min: 70, max: 400 }), (all, longest) => {
      const parts = splitLines(all, longest);
      const size = (part: readonly string[]) => part.reduce((sum, line) => sum + estimateTokens(line) + 1, 0);
      expect(parts.flat()).toEqual(all);
      for (const part of parts) expect(size(part)).toBeLessThanOrEqual(longest);
      if (size(all) <= longest) expect(parts).toHaveLength(1);
    }),
  );
});

test('estimates of tokens are above what byte-pair tokenizers make of prose', () => {
  // Ten tokens a sentence with GPT-2's tokenizer: nine words and the full stop.
  const text = 'The quick brown fox jumps over the lazy dog. '.repeat(3).trim();
  expect(estimateTokens(text)).toBeGreaterThan(30);
  expect(estimateTokens(text)).toBeLessThan(60);
  expect(estimateTokens('映画が好き')).toBe(5);
  expect(estimateTokens('')).toBe(0);
});
