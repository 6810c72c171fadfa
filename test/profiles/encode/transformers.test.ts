import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeSettingsSchema } from '../../../src/profiles/encode/encodeSettings.ts';
import { encodeTexts } from '../../../src/profiles/encode/encodeTexts.ts';
import { temporaryFolder } from '../../dataset/support.ts';
import { tokenVector, WIDTH, writeTinyTextModel } from './tinyTextModel.ts';

let models: string;
let cacheDirectory: string;

beforeEach(async () => {
  models = await temporaryFolder();
  cacheDirectory = await temporaryFolder();
  vi.stubEnv('SEQBENCH_MODELS', models);
  return () => {
    vi.unstubAllEnvs();
  };
});

async function encode(texts: readonly string[], settings: object = {}) {
  const parsed = encodeSettingsSchema.parse({ kind: 'transformers', model: 'tiny', normalise: false, ...settings });
  const encoded = await encodeTexts(texts, parsed, { cacheDirectory });
  const rows = texts.map((_, row) => [...encoded.vectors.subarray(row * WIDTH, (row + 1) * WIDTH)]);
  return { ...encoded, rows };
}

function mean(...words: string[]): number[] {
  const vectors = words.map(tokenVector);
  return [0, 1, 2].map((dimension) => vectors.reduce((sum, vector) => sum + vector[dimension]!, 0) / words.length);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expected.forEach((value, place) => {
    expect(actual[place]).toBeCloseTo(value, 4);
  });
}

describe('text encoder through Transformers.js', () => {
  it('pools over real tokens only, whatever else is in the batch', async () => {
    await writeTinyTextModel(join(models, 'tiny'));
    const { rows } = await encode(['red', 'green blue red', 'red']);
    expectClose(rows[0]!, mean('[CLS]', 'red', '[SEP]'));
    expectClose(rows[1]!, mean('[CLS]', 'green', 'blue', 'red', '[SEP]'));
    expect(rows[2]).toEqual(rows[0]);
  });

  it.each([
    ['cls', ['[CLS]']],
    ['last', ['[SEP]']],
    ['mean', ['[CLS]', 'red', '[SEP]']],
  ])('pools by %s', async (pooling, words) => {
    await writeTinyTextModel(join(models, 'tiny'));
    const { rows } = await encode(['red', 'green blue green'], { pooling });
    expectClose(rows[0]!, mean(...words));
  });

  it('cuts long texts, keeps the closing token and says how many it cut', async () => {
    await writeTinyTextModel(join(models, 'tiny'));
    const { rows, encoderFacts } = await encode(['red green blue red green blue', 'red']);
    expectClose(rows[0]!, mean('[CLS]', 'red', 'green', 'blue', 'red', '[SEP]'));
    expect(encoderFacts).toMatchObject({ maxTokens: 6, cutTexts: 1, distinctTexts: 2 });
  });

  it("takes the model's own prefix, pooling and limit from its files", async () => {
    await writeTinyTextModel(join(models, 'tiny'), {
      '1_Pooling/config.json': { pooling_mode: 'cls' },
      'sentence_bert_config.json': { max_seq_length: 5 },
      'config_sentence_transformers.json': { prompts: { ask: 'query: ' }, default_prompt_name: 'ask' },
    });
    const { encoderFacts } = await encode(['red']);
    expect(encoderFacts).toMatchObject({ prefix: 'query: ', pooling: 'cls', maxTokens: 5 });
  });

  it('knows the prefix of the E5 family', async () => {
    await writeTinyTextModel(join(models, 'Xenova', 'multilingual-e5-tiny'), { '1_Pooling/config.json': null });
    const { rows, encoderFacts } = await encode(['red'], { model: 'multilingual-e5-tiny', maxTokens: 8 });
    expect(encoderFacts).toMatchObject({ prefix: 'query: ', pooling: 'mean' });
    expectClose(rows[0]!, mean('[CLS]', 'query', ':', 'red', '[SEP]'));
  });

  it('scales to length 1 where it is asked to', async () => {
    await writeTinyTextModel(join(models, 'tiny'));
    const { rows } = await encode(['red', 'blue'], { normalise: true });
    for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 6);
  });

  it('goes on after a stop and ends with the same vectors', async () => {
    await writeTinyTextModel(join(models, 'tiny'));
    const colours = ['red', 'green', 'blue'];
    const texts = Array.from({ length: 300 }, (_, index) => {
      return index
        .toString(3)
        .split('')
        .map((digit) => colours[Number(digit)]!)
        .join(' '.repeat(1 + (index % 2)));
    });
    const settings = encodeSettingsSchema.parse({ kind: 'transformers', model: 'tiny' });
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done > 128) stop.abort(new Error('stopped'));
    };
    const first = encodeTexts(texts, settings, { cacheDirectory, onProgress, signal: stop.signal });
    await expect(first).rejects.toThrow('stopped');
    const [parts] = await readdir(cacheDirectory);
    expect(await readdir(join(cacheDirectory, parts!))).toEqual(['0.safetensors']);
    const dones: number[] = [];
    const second = await encodeTexts(texts, settings, { cacheDirectory, onProgress: ({ done }) => dones.push(done) });
    expect(Math.min(...dones)).toBe(128);
    const whole = await encodeTexts(texts, settings, { cacheDirectory: await temporaryFolder() });
    expect(second.vectors).toEqual(whole.vectors);
    expect(second.contentHash).toBe(whole.contentHash);
    // The parts are gone, and the whole is read again without the model.
    expect(await readdir(cacheDirectory)).toEqual([`${second.contentHash}.encoded.safetensors`]);
    const third = await encodeTexts(texts, settings, { cacheDirectory });
    expect(third).toEqual(second);
  });

  it('has another content hash for other texts, weights and pooling, and the same for another batch size', async () => {
    await writeTinyTextModel(join(models, 'tiny'));
    const { contentHash } = await encode(['red']);
    expect((await encode(['red'], { batchSize: 1 })).contentHash).toBe(contentHash);
    expect((await encode(['blue'])).contentHash).not.toBe(contentHash);
    expect((await encode(['red'], { pooling: 'cls' })).contentHash).not.toBe(contentHash);
    await writeTinyTextModel(join(models, 'tiny'), { 'config.json': { model_type: 'bert', hidden_size: 3, more: 1 } });
    expect((await encode(['red'])).contentHash).not.toBe(contentHash);
  });

  it('names what is missing and how to get it', async () => {
    await expect(encode(['red'])).rejects.toThrow(
      /"tiny" is not on this machine\. Looked at:\n.*not there\n[^]*encode\.download: true to fetch Xenova\/tiny from huggingface\.co/u,
    );
    await writeTinyTextModel(join(models, 'tiny'), { 'onnx/model.onnx': null, 'tokenizer.json': null });
    await expect(encode(['red'])).rejects.toThrow(/tiny: lacks tokenizer\.json, onnx\/model\.onnx/u);
    await writeTinyTextModel(join(models, 'silent'), { '1_Pooling/config.json': null });
    await expect(encode(['red'], { model: 'silent' })).rejects.toThrow(/set encode\.pooling/u);
    await expect(encode(['red'], { model: 'silent', precision: 'fp16' })).rejects.toThrow(
      /lacks onnx\/model_fp16\.onnx/u,
    );
  });

  it('fetches a model where it may, and only then', async () => {
    const remote = await temporaryFolder();
    await writeTinyTextModel(join(remote, 'Xenova', 'tiny'));
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      readFile(join(remote, request.url!.replace('/resolve/main/', '/'))).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      await expect(encode(['red'])).rejects.toThrow(/not on this machine/u);
      expect(asked).toEqual([]);
      const { rows } = await encode(['red'], { download: true });
      expectClose(rows[0]!, mean('[CLS]', 'red', '[SEP]'));
      expect(asked).toContain('/Xenova/tiny/resolve/main/onnx/model.onnx');
      const requests = asked.length;
      await rm(cacheDirectory, { recursive: true });
      await encode(['blue']);
      expect(asked).toHaveLength(requests);
      await expect(encode(['red'], { model: 'other', download: true })).rejects.toThrow(/404.*fetch the file by hand/u);
    } finally {
      server.close();
    }
  });
});
