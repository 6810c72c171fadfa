/** An exported model answers as `recommend` does, in onnxruntime-node and in Python's onnxruntime. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import bert4rec from '../../baselines/bert4rec.ts';
import sasrec from '../../baselines/sasrec.ts';
import type { FittedModel, TrainedNetwork } from '../../src/baseline.ts';
import { exportNetwork } from '../../src/inference/exportNetwork.ts';
import type { HistoryBatch, Ranking, RecommendOptions } from '../../src/ranking.ts';
import { historyBatch } from '../../src/split/histories.ts';
import { askPython, hasPythonModule } from '../support/python.ts';
import { fitTiny, tinySplit } from '../support/tinySplit.ts';

const K = 7;
const BATCH = 4;
/** Longer than the models look at, so that items before their window are masked too. */
const LENGTH = 40;

interface Answers {
  readonly items: readonly (readonly number[])[];
  /** Null where a row has no more items. */
  readonly scores: readonly (readonly (number | null)[])[];
}

const KINDS = [
  { name: 'SASRec, positions from the end', baseline: sasrec, settings: {} },
  {
    name: 'SASRec, positions from the start, untied',
    baseline: sasrec,
    settings: { positions: 'from-start', output: 'untied' },
  },
  { name: 'SASRec, visible padding', baseline: sasrec, settings: { paddingMask: 'visible', norm: 'query-only' } },
  { name: 'BERT4Rec', baseline: bert4rec, settings: {} },
  {
    name: 'BERT4Rec, positions from the start, a row each',
    baseline: bert4rec,
    settings: { positions: 'from-start', rows: 'one-per-row', output: 'untied', head: 'none' },
  },
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seqbench-export-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fitted = new Map<string, Promise<{ model: FittedModel; network: TrainedNetwork }>>();

function fit({ name, baseline, settings }: (typeof KINDS)[number]) {
  const made =
    fitted.get(name) ??
    (async () => {
      const model = await fitTiny('onnx', { ...settings, epochs: 2 }, {}, baseline);
      const directory = await mkdtemp(join(folder, 'model-'));
      await model.save(directory);
      return { model, network: await baseline.network!(directory) };
    })();
  fitted.set(name, made);
  return made;
}

async function histories(): Promise<HistoryBatch> {
  return historyBatch((await tinySplit()).test, 0, 30);
}

function lists({ offsets, items }: HistoryBatch): number[][] {
  return Array.from(offsets.subarray(1), (end, index) => Array.from(items.subarray(offsets[index], end)));
}

function expectSame(answers: Answers, { items, scores, k }: Ranking): void {
  answers.items.forEach((row, index) => {
    expect(row, `history ${index}`).toEqual(Array.from(items.subarray(index * k, (index + 1) * k)));
    row.forEach((_, rank) => {
      const [actual, expected] = [answers.scores[index]![rank]!, scores[index * k + rank]!];
      if (expected === -Infinity) expect(actual).toBeNull();
      else expect(actual, `history ${index}, rank ${rank}`).toBeCloseTo(expected, 4);
    });
  });
}

async function answerInNode(bytes: Uint8Array, asked: readonly (readonly number[])[]): Promise<Answers> {
  const session = await ort.InferenceSession.create(bytes);
  const [items, scores]: [number[][], (number | null)[][]] = [[], []];
  for (let start = 0; start < asked.length; start += BATCH) {
    const history = new Int32Array(BATCH * LENGTH);
    const chunk = asked.slice(start, start + BATCH);
    chunk.forEach((list, row) => {
      const latest = list.slice(-LENGTH);
      history.set(latest, (row + 1) * LENGTH - latest.length);
    });
    const answer = await session.run({ history: new ort.Tensor('int32', history, [BATCH, LENGTH]) });
    chunk.forEach((_, row) => {
      const rowOf = (name: string) =>
        Array.from((answer[name]!.data as Float32Array).subarray(row * K, (row + 1) * K), Number);
      items.push(rowOf('items'));
      scores.push(rowOf('scores').map((score) => (Number.isFinite(score) ? score : null)));
    });
  }
  await session.release();
  return { items, scores };
}

const hasOnnxRuntime = hasPythonModule('onnxruntime');
const python = hasOnnxRuntime ? 'Python' : 'Python (absent: SEQBENCH_PEERS_PYTHON names none with onnxruntime)';

describe.each(KINDS)('exported: $name', (kind) => {
  it.each(['filter', 'keep'] as const)('answers as recommend does in Node, seen items: %s', async (seenItems) => {
    const { model, network } = await fit(kind);
    const options: RecommendOptions = { k: K, seenItems };
    const bytes = exportNetwork(network, { ...options, batchSize: BATCH, historyLength: LENGTH }, {});
    const batch = await histories();
    expectSame(await answerInNode(bytes, lists(batch)), await model.recommend(batch, options));
  });

  it.skipIf(!hasOnnxRuntime)(`answers as recommend does in ${python}`, async () => {
    const { model, network } = await fit(kind);
    const options: RecommendOptions = { k: K, seenItems: 'filter' };
    const bytes = exportNetwork(network, { ...options, batchSize: BATCH, historyLength: LENGTH }, {});
    const path = join(folder, 'model.onnx');
    await writeFile(path, bytes);
    const batch = await histories();
    expectSame(askPython('answer_onnx.py', [path], lists(batch)) as Answers, await model.recommend(batch, options));
  });
});

describe('an exported model', () => {
  it('gives no item twice, no seen item, and item 0 where none remain', async () => {
    const { network } = await fit(KINDS[0]!);
    const { itemCount } = network.model;
    const everything = Array.from({ length: itemCount - 3 }, (_, index) => index + 1);
    const shape = { k: K, seenItems: 'filter', batchSize: 1, historyLength: itemCount } as const;
    const session = await ort.InferenceSession.create(exportNetwork(network, shape, {}));
    const history = new Int32Array(itemCount);
    history.set(everything, itemCount - everything.length);
    const { items, scores } = await session.run({ history: new ort.Tensor('int32', history, [1, itemCount]) });
    const found = Array.from(items!.data as Int32Array);
    expect(found.slice(0, 3).sort((a, b) => a - b)).toEqual([itemCount - 2, itemCount - 1, itemCount]);
    expect(found.slice(3)).toEqual([0, 0, 0, 0]);
    expect(Array.from(scores!.data as Float32Array).slice(3)).toEqual(new Array(4).fill(-Infinity));
  });

  it.each([
    [{ k: 0 }, '--k 0: must be from 1 to'],
    [{ k: 100_000 }, '--k 100000: must be from 1 to'],
    [{ batchSize: 0 }, '--batch 0: must be at least 1.'],
    [{ historyLength: 0 }, '--length 0: must be at least 1 for this model.'],
  ])('refuses %j', async (changes, sentence) => {
    const { network } = await fit(KINDS[0]!);
    const shape = { k: K, seenItems: 'filter', batchSize: 1, historyLength: 10, ...changes } as const;
    expect(() => exportNetwork(network, shape, {})).toThrow(sentence);
  });
});
