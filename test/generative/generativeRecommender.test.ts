/** Asking a generating recommender: exact against scoring every ID, whatever the constraint, the beams and the company. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import type { Program } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { askingPrompts, type GenerativeModel, makeGenerativeModel } from '../../src/generative/generativeModel.ts';
import { GenerativeRecommender } from '../../src/generative/generativeRecommender.ts';
import { type GenerativeSettings, generativeSettingsSchema } from '../../src/generative/generativeSettings.ts';
import { idOf } from '../../src/generation/trie/itemTrie.ts';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import { floatSpec } from '../../src/network/parameters.ts';
import { decodeT5, encodedInputs, headLogits } from '../../src/network/t5/t5Decoder.ts';
import { encodeT5 } from '../../src/network/t5/t5Encoder.ts';
import { t5Parameters } from '../../src/network/t5/t5Parameters.ts';
import type { HistoryBatch, Ranking } from '../../src/ranking.ts';
import { initialParameters } from '../../src/training/initialise.ts';
import { historyAt } from '../support/historyAt.ts';

const ITEMS = 40;
const K = 10;
const itemText = simulateShop('tiny').itemText!.slice(0, ITEMS + 1);
const nothing = { users: new Uint32Array(0), offsets: Uint32Array.of(0), items: new Uint32Array(0), timestamps: null };
const engine = await openEngine('onnx', { threads: 2 });
afterAll(() => engine.dispose());

function modelOf(settings: Partial<GenerativeSettings>): GenerativeModel {
  const all = generativeSettingsSchema.parse({ size: 'nano', vocabulary: 200, ...settings });
  return makeGenerativeModel(all, itemText, nothing, null).model;
}

const plain = modelOf({});
const parameters = initialParameters(t5Parameters(plain.shape), 3);
const state = engine.createState(parameters);

/** Random weights write IDs now and then where the words of IDs are likelier than others. */
function recommender(settings: Partial<GenerativeSettings>, weights: 'live' | 'frozen' = 'frozen') {
  return new GenerativeRecommender(modelOf(settings), { shape: plain.shape, engine, state }, { weights });
}

/** Histories of different lengths, one of them empty. */
const histories: HistoryBatch = {
  offsets: Uint32Array.of(0, 3, 3, 4, 11, 16),
  items: Uint32Array.of(5, 9, 2, 7, 1, 2, 3, 4, 5, 6, 7, 30, 31, 32, 33, 34),
  users: Uint32Array.of(0, 1, 2, 3, 4),
};
const HISTORY_COUNT = 5;

const rowOf = ({ items, scores }: Ranking, row: number, k: number) =>
  Array.from({ length: k }, (_, place) => ({ item: items[row * k + place]!, score: scores[row * k + place]! }));

/** The score of every item's ID, by teacher forcing, best first. */
async function scoreAll(row: number, lengthPenalty: number): Promise<{ item: number; score: number }[]> {
  const { shape, trie } = plain;
  const prompts = askingPrompts(plain);
  const [from, to] = [histories.offsets[row]!, histories.offsets[row + 1]!];
  const length = prompts.length(row, histories.items, from, to);
  const prompt = new Int32Array(length);
  prompts.write(0, row, histories.items, from, to, prompt, 0);
  const ids = Array.from({ length: ITEMS }, (_, index) => idOf(trie, index + 1));
  const places = trie.depth + 1;
  const program: Program = {
    name: 'score all',
    inputs: {
      tokens: { shape: [ITEMS, length], dtype: 'int32' },
      mask: floatSpec([ITEMS, length]),
      targets: { shape: [ITEMS, places], dtype: 'int32' },
    },
    run(weights, fed) {
      const encoded = encodeT5(weights, shape, fed.tokens!, fed.mask!, NO_DROPOUT);
      const looked = encodedInputs(weights, shape, encoded, fed.mask!);
      const hidden = decodeT5(weights, shape, fed.targets!, looked, NO_DROPOUT);
      return { outputs: { told: tf.logSoftmax(headLogits(weights, shape, hidden)) } };
    },
  };
  const compiled = await engine.compile(program, state);
  const tokens = Int32Array.from({ length: ITEMS * length }, (_, place) => prompt[place % length]!);
  const targets = Int32Array.from(
    ids.flatMap((id) => [shape.startToken, ...id, ...new Array<number>(places - 1 - id.length).fill(0)]),
  );
  const { told } = await compiled.run({ tokens, mask: new Float32Array(ITEMS * length).fill(1), targets });
  const scored = ids.map((id, index) => {
    const sum = [...id, shape.endToken].reduce(
      (total, token, place) => total + told![(index * places + place) * shape.vocabularySize + token]!,
      0,
    );
    return { item: index + 1, score: sum / (id.length + 1) ** lengthPenalty };
  });
  await compiled.dispose();
  return scored.sort((a, b) => b.score - a.score);
}

function expectSame(found: { item: number; score: number }[], expected: { item: number; score: number }[]): void {
  expect(found.map(({ item }) => item)).toEqual(expected.map(({ item }) => item));
  found.forEach(({ score }, place) => {
    expect(score).toBeCloseTo(expected[place]!.score, 4);
  });
}

describe('a generating recommender', () => {
  it.each([0, 1])(
    'with as many beams as items ranks all items by their IDs; length penalty %d',
    async (lengthPenalty) => {
      const exact = recommender({ beams: ITEMS, lengthPenalty });
      const kept = await exact.recommend(histories, { k: ITEMS, seenItems: 'keep' });
      const filtered = await exact.recommend(histories, { k: ITEMS, seenItems: 'filter' });
      for (let row = 0; row < HISTORY_COUNT; row++) {
        const all = await scoreAll(row, lengthPenalty);
        expectSame(rowOf(kept, row, ITEMS), all);
        const seen = historyAt(histories, row).items;
        const left = all.filter(({ item }) => !seen.includes(item));
        expectSame(rowOf(filtered, row, ITEMS).slice(0, left.length), left);
        for (const entry of rowOf(filtered, row, ITEMS).slice(left.length)) {
          expect(entry).toEqual({ item: 0, score: Number.NEGATIVE_INFINITY });
        }
      }
      await exact.dispose();
    },
  );

  it('answers alike in batches, alone, with frozen and with live weights, and when asked all at once', async () => {
    const options = { k: K, seenItems: 'filter' } as const;
    const [frozen, live] = [recommender({ beams: K }), recommender({ beams: K }, 'live')];
    const batch = await frozen.recommend(histories, options);
    const others = await Promise.all([
      live.recommend(histories, options),
      frozen.recommend(histories, options),
      ...Array.from({ length: HISTORY_COUNT }, (_, row) => frozen.recommend(historyAt(histories, row), options)),
    ]);
    for (let row = 0; row < HISTORY_COUNT; row++) {
      expectSame(rowOf(others[0], row, K), rowOf(batch, row, K));
      expectSame(rowOf(others[1], row, K), rowOf(batch, row, K));
      expectSame(rowOf(others[row + 2]!, 0, K), rowOf(batch, row, K));
    }
    await frozen.dispose();
    await live.dispose();
  });

  it('has as many beams as items are asked for, or lists that end where its beams do', async () => {
    const options = { k: K, seenItems: 'keep' } as const;
    const [asked, short] = [recommender({ beams: 3 }), recommender({ beams: 3, listLength: 'beams' })];
    expect((await asked.recommend(histories, options)).items).not.toContain(0);
    const ranking = await short.recommend(histories, options);
    for (let row = 0; row < HISTORY_COUNT; row++) {
      expect(rowOf(ranking, row, K).map(({ item }) => item > 0)).toEqual(Array.from({ length: K }, (_, at) => at < 3));
    }
    await asked.dispose();
    await short.dispose();
  });

  it('tells what answers cost', async () => {
    const asked = recommender({ beams: K });
    expect(asked.facts().decodeStepsPerRequest).toBeNull();
    await asked.recommend(histories, { k: K, seenItems: 'keep' });
    const facts = asked.facts();
    const shares = ['encoder', 'decoder', 'mask', 'ranking'].map((part) => facts[`${part}TimeShare`]!);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(facts.decodeStepsPerRequest).toBeGreaterThan(2);
    expect(facts.decodeStepsPerRequest).toBeLessThanOrEqual(plain.trie.depth + 1);
    expect(facts.decodedTokensPerRequest).toBeGreaterThan(facts.decodeStepsPerRequest!);
    await asked.dispose();
  });

  it('without the trie loses what is no ID, and tells how much that is', async () => {
    const free = recommender({ beams: K, constraint: 'none', listLength: 'beams' });
    const ranking = await free.recommend(histories, { k: K, seenItems: 'filter' });
    const found = rowOf(ranking, 0, ranking.items.length).filter(({ item }) => item > 0).length;
    const facts = free.facts();
    const shares = ['recommended', 'duplicate', 'seen', 'invented'].map((kind) => facts[`${kind}IdShare`]!);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    // Random weights hardly ever write an ID.
    expect(facts.inventedIdShare).toBeGreaterThan(0.5);
    expect(facts.recommendedIdShare).toBeCloseTo(found / (HISTORY_COUNT * K), 6);
    await free.dispose();
  });
});
