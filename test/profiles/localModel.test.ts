/** A chat model in a folder beside Hugging Face's own answers: test/golden/tinyChatModel.py makes both. */
import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AutoTokenizer, PreTrainedModel } from '@huggingface/transformers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { UserError } from '../../src/errors.ts';
import type { ChatAnswer, ChatMessage, ChatModel } from '../../src/profiles/generate/chatModel.ts';
import { RefusedError } from '../../src/profiles/generate/errors.ts';
import { openLocalModel } from '../../src/profiles/generate/localModel.ts';
import { keepNucleus } from '../../src/profiles/generate/nucleus.ts';
import { localSourceSchema } from '../../src/profiles/source/sourceSettings.ts';
import { folderOf, temporaryFolder } from '../dataset/support.ts';
import { openWorkplace, TEST_BASELINES } from '../harness/seqbench.ts';

interface GoldenChat {
  readonly messages: readonly ChatMessage[];
  readonly promptIds: readonly number[];
  /** The token that ends it included. */
  readonly answerIds: readonly number[];
  readonly text: string;
  readonly isCut: boolean;
}

const FOLDER = join(import.meta.dirname, '..', 'golden', 'tinyChatModel');
const golden = JSON.parse(readFileSync(join(FOLDER, 'tinyChatModel.json'), 'utf8')) as {
  readonly longestAnswer: number;
  readonly chats: readonly GoldenChat[];
};
const cutChat = golden.chats.find(({ isCut }) => isCut)!;
const endedChat = golden.chats.find(({ isCut }) => !isCut)!;
const CONTEXT_TOKENS = 4096;

const opened: ChatModel[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((model) => model.dispose()));
});

async function openModel(sampling: object = {}, settings: object = {}): Promise<ChatModel> {
  const source = localSourceSchema.parse({
    kind: 'llm-local',
    folder: FOLDER,
    contextTokens: CONTEXT_TOKENS,
    sampling: { temperature: 0, maxOutputTokens: golden.longestAnswer, ...sampling },
    ...settings,
  });
  const model = await openLocalModel(source);
  opened.push(model);
  return model;
}

const ask = (model: ChatModel, { messages }: GoldenChat): Promise<ChatAnswer> =>
  model.ask(messages, new AbortController().signal);

/** What it is refused with. */
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'not refused',
    (error: unknown) => error,
  );

const TOKENIZER_SETTINGS = readFileSync(join(FOLDER, 'tokenizer_config.json'), 'utf8');
const { chat_template: TEMPLATE } = JSON.parse(TOKENIZER_SETTINGS) as { readonly chat_template: string };

/** A copy of the model with other templates: among the tokenizer's settings, and in a file of its own. */
async function withTemplates({ settings, file }: { settings?: string; file?: string }): Promise<string> {
  const folder = await temporaryFolder();
  await cp(FOLDER, folder, { recursive: true });
  const changed: unknown = JSON.parse(TOKENIZER_SETTINGS, (key, value: unknown) =>
    key === 'chat_template' ? settings : value,
  );
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(changed));
  if (file !== undefined) await writeFile(join(folder, 'chat_template.jinja'), file);
  return folder;
}

describe('a greedy answer', () => {
  test('is the one of Hugging Face, token by token counted, for every chat', async () => {
    const model = await openModel();
    for (const chat of golden.chats) {
      expect(await ask(model, chat)).toEqual({
        text: chat.text.trim(),
        promptTokens: chat.promptIds.length,
        completionTokens: chat.answerIds.length,
        isCut: chat.isCut,
      });
    }
  });

  test('is to the same tokens', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(FOLDER, { local_files_only: true });
    for (const { messages, promptIds, answerIds, text } of golden.chats) {
      const options = { add_generation_prompt: true, return_tensor: false, return_dict: false };
      expect(tokenizer.apply_chat_template([...messages], options)).toEqual(promptIds);
      expect(tokenizer.decode([...answerIds], { skip_special_tokens: true })).toBe(text);
    }
  });

  test('that ends just as it reaches its longest length is not cut', async () => {
    const length = endedChat.answerIds.length;
    expect(length).toBeLessThan(golden.longestAnswer);
    const ended = await ask(await openModel({ maxOutputTokens: length }), endedChat);
    expect(ended).toMatchObject({ text: endedChat.text.trim(), completionTokens: length, isCut: false });
    const cut = await ask(await openModel({ maxOutputTokens: length - 1 }), endedChat);
    // The last token is the end, which is no text.
    expect(cut).toMatchObject({ text: endedChat.text.trim(), completionTokens: length - 1, isCut: true });
  });
});

describe('a prompt', () => {
  test('that leaves no room for the answer is refused', async () => {
    const contextTokens = cutChat.promptIds.length + golden.longestAnswer;
    expect((await ask(await openModel({}, { contextTokens }), cutChat)).isCut).toBe(true);
    const refused = await refusal(ask(await openModel({}, { contextTokens: contextTokens - 1 }), cutChat));
    expect(refused).toBeInstanceOf(RefusedError);
    expect((refused as Error).message).toBe(
      `${cutChat.promptIds.length} tokens of prompt leave no room for the answer in ${contextTokens - 1}`,
    );
  });

  test('is written by the template in a file of its own, before the one among the settings', async () => {
    const alone = await withTemplates({ file: TEMPLATE });
    const both = await withTemplates({ settings: 'Hello', file: TEMPLATE });
    for (const folder of [alone, both]) {
      expect((await ask(await openModel({}, { folder }), endedChat)).text).toBe(endedChat.text.trim());
    }
  });

  test('that the template does not take is refused, with a way out', async () => {
    const guard = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role here') }}{% endif %}";
    const model = await openModel({}, { folder: await withTemplates({ settings: guard + TEMPLATE }) });
    const refused = await refusal(ask(model, endedChat));
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as Error).message).toMatch(
      /\(no system role here\)\. .* set "systemRole: fold" under "prompt"\.$/u,
    );
    const [, user] = endedChat.messages;
    await expect(ask(model, { ...endedChat, messages: [user!] })).resolves.toHaveProperty('text');
  });

  test('that opens the thoughts of the model gets none of them for an answer', async () => {
    const thinking = TEMPLATE.replace('<|assistant|>\n', '<|assistant|>\n<think>\n');
    const model = await openModel({}, { folder: await withTemplates({ settings: thinking }) });
    // It never comes to the end of its thoughts.
    await expect(ask(model, cutChat)).rejects.toThrow(RefusedError);
  });
});

describe('a folder is refused', () => {
  test.each([
    [
      'without a chat template',
      async () => ({ folder: await withTemplates({}) }),
      /^There is no chat template for the/,
    ],
    [
      'whose model holds less than it is to hold',
      () => ({ contextTokens: CONTEXT_TOKENS + 1 }),
      /^"contextTokens" \(4097\) is more than the model in .*tinyChatModel holds: lower it to 4096\.$/,
    ],
    ['without weights of the precision', () => ({ precision: 'q4' }), /lacks onnx.model_q4\.onnx\./],
  ])('%s', async (_, settings, message) => {
    const refused = await refusal(openModel({}, await settings()));
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as Error).message).toMatch(message);
  });
});

describe('a signal', () => {
  test('aborted before stops it before it begins', async () => {
    const forward = vi.spyOn(PreTrainedModel.prototype, 'forward');
    const asked = (await openModel()).ask(cutChat.messages, AbortSignal.abort(new Error('enough')));
    await expect(asked).rejects.toThrow('enough');
    expect(forward).not.toHaveBeenCalled();
  });

  test('aborted in the middle stops it before the next token', async () => {
    const model = await openModel();
    const stop = new AbortController();
    const forward = vi.spyOn(PreTrainedModel.prototype, 'forward');
    const asked = refusal(model.ask(cutChat.messages, stop.signal));
    await vi.waitUntil(() => forward.mock.calls.length > 2, { interval: 1, timeout: 250_000 });
    stop.abort(new Error('enough'));
    expect(await asked).toBe(stop.signal.reason);
    expect(forward.mock.calls.length).toBeLessThan(golden.longestAnswer);
    expect((await ask(model, cutChat)).text).toBe(cutChat.text.trim());
  });
});

describe('sampling', () => {
  const warm = { temperature: 1.5 };

  test('with a seed gives the same text again, whatever was asked before', async () => {
    const model = await openModel({ ...warm, seed: 5 });
    const { text } = await ask(model, cutChat);
    expect(text).not.toBe(cutChat.text.trim());
    await ask(model, endedChat);
    expect((await ask(model, cutChat)).text).toBe(text);
    expect((await ask(await openModel({ ...warm, seed: 5 }), cutChat)).text).toBe(text);
    expect((await ask(await openModel({ ...warm, seed: 6 }), cutChat)).text).not.toBe(text);
  });

  test('from a nucleus of one token is greedy', async () => {
    const model = await openModel({ ...warm, topP: 1e-6 });
    expect((await ask(model, cutChat)).text).toBe(cutChat.text.trim());
  });

  test.each([
    [0.1, [0.4]],
    [0.41, [0.4, 0.3]],
    [0.75, [0.4, 0.3, 0.2]],
    [1, [0.4, 0.3, 0.2, 0.1]],
  ])('from a nucleus of %d keeps the fewest tokens that reach it', (topP, kept) => {
    const logits = Float32Array.from([0.2, 0.4, 0.1, 0.3], Math.log);
    keepNucleus(logits, topP);
    const shares = Array.from(logits, (logit) => Math.round(Math.exp(logit) * 10) / 10);
    expect(shares.filter((share) => share > 0).sort((a, b) => b - a)).toEqual(kept);
  });
});

test('a config with it gives a handful of users profiles, and the record says which model wrote them', async () => {
  const workplace = openWorkplace();
  try {
    const days = Array.from({ length: 10 }, (_, day) => day);
    const films = days.map((day) => `${day},Film ${day} (${1950 + day}),${day % 2 ? 'Drama' : 'Comedy'}\n`);
    const ratings = Array.from({ length: 12 }, (_, user) =>
      days.map((day) => `${user},${(user + day) % 10},${(day % 5) + 1},${day * 86_400 + user}\n`),
    );
    const log = await folderOf({
      'movies.csv': `movieId,title,genres\n${films.join('')}`,
      'ratings.csv': `userId,movieId,rating,timestamp\n${ratings.flat().join('')}`,
    });
    const source = {
      kind: 'llm-local',
      folder: FOLDER,
      contextTokens: CONTEXT_TOKENS,
      sampling: { temperature: 0, maxOutputTokens: golden.longestAnswer },
    };
    const config = join(workplace.folder, 'local.yaml');
    await writeFile(
      config,
      JSON.stringify({
        name: 'local',
        datasets: [{ name: 'films', format: 'movielens', path: log }],
        split: { kind: 'global-temporal', core: 0 },
        cutoffs: [5],
        measure: { singleRequests: 5, warmUpRequests: 1 },
        profiles: { local: { source, reduce: { kind: 'pca' } } },
        baselines: [{ id: join(TEST_BASELINES, 'profiled.ts') }],
      }),
    );

    const generated = await workplace.run('profiles', 'generate', config, '--json');
    expect(generated.stderr).toMatch(
      /films, profiles "local": tinyChatModel, \d+ profiles \(100\.0 % of the training/u,
    );
    const [made] = JSON.parse(generated.stdout) as [{ profileCount: number; costs: Record<string, number> }];
    expect(made).toMatchObject({ label: 'tinyChatModel', source: 'llm', facts: { model: 'tinyChatModel' } });
    expect(made.profileCount).toBeGreaterThan(4);

    const run = await workplace.run('run', config);
    expect(run.stderr).not.toMatch(/requests, about/u);
    expect(run.exitCode).toBe(0);
    const [stored] = await readRecords(workplace.results);
    const { profiles } = stored!.record as CompletedRecord;
    expect(profiles).toMatchObject({
      name: 'local',
      label: 'tinyChatModel',
      source: 'llm',
      userCount: made.profileCount,
      promptTokens: made.costs['promptTokens'],
      completionTokens: made.costs['completionTokens'],
      money: null,
      facts: { model: 'tinyChatModel' },
    });
    expect(profiles!.completionTokens).toBeGreaterThan(made.profileCount);
  } finally {
    workplace.remove();
  }
});
