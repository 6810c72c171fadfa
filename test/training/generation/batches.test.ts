/** What a generating recommender is fed while it trains: every target once an epoch, little padding, and IDs that end. */
import { describe, expect, it } from 'vitest';
import type { Sequences } from '../../../src/split/split.ts';
import {
  GenerationBatches,
  type GenerationBatchSettings,
  type GenerationPart,
} from '../../../src/training/generation/generationBatches.ts';
import { bucketLength, LengthBuckets } from '../../../src/training/generation/lengthBuckets.ts';
import { targetSamples } from '../../../src/training/generation/targetSamples.ts';
import { tinyGeneration } from '../../support/parityT5.ts';

const TRAIN: Sequences = {
  users: Uint32Array.of(4, 2, 9, 3),
  offsets: Uint32Array.of(0, 3, 4, 6, 11),
  items: Uint32Array.of(1, 2, 3, 8, 5, 6, 7, 5, 1, 9, 2),
  timestamps: null,
};
const { itemTokens, prompts } = tinyGeneration();
const TOKENS = { padToken: 0, startToken: 0, endToken: 1 };

function batchesWith(changes: Partial<GenerationBatchSettings> = {}, train = TRAIN): GenerationBatches {
  const settings = { batchSize: 3, batchParts: 1, labelPads: 'ignored', seed: 3, ...changes } as const;
  return new GenerationBatches(targetSamples(train, 'every-prefix'), prompts, itemTokens, TOKENS, settings);
}

function epoch(batches: GenerationBatches, number: number): GenerationPart[] {
  return Array.from({ length: batches.batchesPerEpoch }, (_, index) => batches.parts(number, index)).flat();
}

/** Pairs of prompt and scored tokens, as text. */
function examples({ shape, inputs }: GenerationPart): string[] {
  const { rowCount, inputLength, targetLength, scoredCount } = shape;
  const { inputTokens, mask, scoredPlaces, scoredTokens, weights } = inputs;
  const scored = Array.from({ length: rowCount }, () => [] as number[]);
  for (let at = 0; at < scoredCount; at++) {
    if (weights![at]! > 0) scored[Math.floor(scoredPlaces![at]! / targetLength)]!.push(scoredTokens![at]!);
  }
  return scored.flatMap((tokens, row) => {
    const prompt = Array.from(inputTokens!.subarray(row * inputLength, (row + 1) * inputLength)).filter(
      (_, at) => mask![row * inputLength + at] === 1,
    );
    return prompt.length === 0 ? [] : [`${prompt.join(' ')} > ${tokens.join(' ')}`];
  });
}

function expectedExample(history: readonly number[], target: number, template: number, user: number): string {
  const out = new Int32Array(100);
  const end = prompts.write(template, user, Uint32Array.from(history), 0, history.length, out, 0);
  const id = itemTokens.tokens.subarray(itemTokens.offsets[target], itemTokens.offsets[target + 1]);
  return `${out.subarray(0, end).join(' ')} > ${[...id, 1].join(' ')}`;
}

describe('targets', () => {
  it('are all but the first event of a sequence, or the last alone', () => {
    const every = targetSamples(TRAIN, 'every-prefix');
    expect(Array.from(every.targetRows)).toEqual([1, 2, 5, 7, 8, 9, 10]);
    expect(Array.from(every.firstRows)).toEqual([0, 0, 4, 6, 6, 6, 6]);
    expect(Array.from(every.users)).toEqual([4, 4, 9, 3, 3, 3, 3]);
    const last = targetSamples(TRAIN, 'last-only');
    expect(Array.from(last.targetRows)).toEqual([2, 5, 10]);
  });
});

describe('batches', () => {
  it('hold every target once an epoch, with its history before it', () => {
    const batches = batchesWith();
    for (const number of [0, 1]) {
      const found = epoch(batches, number).flatMap(examples).sort();
      const samples = targetSamples(TRAIN, 'every-prefix');
      const possible = Array.from(samples.targetRows, (row, sample) => {
        const history = Array.from(TRAIN.items.subarray(samples.firstRows[sample], row));
        return [0, 1].map((template) => expectedExample(history, TRAIN.items[row]!, template, samples.users[sample]!));
      });
      expect(found).toHaveLength(possible.length);
      for (const wordings of possible) expect(found.filter((example) => wordings.includes(example))).not.toEqual([]);
    }
  });

  it('come in another order every epoch, and in the same for the same seed', () => {
    const orders = [0, 1].map((number) => epoch(batchesWith(), number).map(({ inputs }) => inputs));
    expect(orders[0]).not.toEqual(orders[1]);
    expect(epoch(batchesWith(), 1).map(({ inputs }) => inputs)).toEqual(orders[1]);
    expect(epoch(batchesWith({ seed: 4 }), 1).map(({ inputs }) => inputs)).not.toEqual(orders[1]);
  });

  it('weigh every scored token alike, and the parts of a batch add up to the whole', () => {
    for (const part of epoch(batchesWith(), 0)) {
      const { weights } = part.inputs;
      expect(Array.from(weights!).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      expect(weights!.filter((weight) => weight > 0)).toHaveLength(part.scoredCount);
    }
    const whole = batchesWith({ batchSize: 7 }).parts(0, 0);
    const parts = batchesWith({ batchSize: 7, batchParts: 3 }).parts(0, 0);
    expect([whole.length, parts.length]).toEqual([1, 3]);
    expect(parts.flatMap(examples)).toEqual(whole.flatMap(examples));
    const weightsOf = (list: readonly GenerationPart[]): number[] =>
      list.flatMap(({ inputs }) => Array.from(inputs.weights!).filter((weight) => weight > 0));
    expect(weightsOf(parts)).toEqual(weightsOf(whole));
    expect(
      new Set([...parts, ...batchesWith({ batchSize: 7, batchParts: 3 }).parts(1, 0)].map((p) => p.drawing)).size,
    ).toBe(6);
  });

  it('feed the decoder the start and the ID, without its end', () => {
    const [part] = batchesWith({ batchSize: 7 }).parts(0, 0);
    const { targetLength, rowCount } = part!.shape;
    for (let row = 0; row < rowCount; row++) {
      const fed = Array.from(part!.inputs.targetTokens!.subarray(row * targetLength, (row + 1) * targetLength));
      expect(fed[0]).toBe(TOKENS.startToken);
      expect(fed).not.toContain(TOKENS.endToken);
    }
  });
});

describe("labels' pads", () => {
  it('do not count', () => {
    for (const { inputs } of epoch(batchesWith(), 0)) {
      inputs.scoredTokens!.forEach((token, at) => {
        if (token === TOKENS.padToken) expect(inputs.weights![at]).toBe(0);
      });
    }
  });

  it('count where they are asked to, up to the longest ID of the batch, as in the release of IDGenRec', () => {
    for (const { shape, inputs, scoredCount } of epoch(batchesWith({ labelPads: 'counted', batchSize: 7 }), 0)) {
      const ends = Array.from(inputs.scoredTokens!).filter((token) => token === TOKENS.endToken);
      expect(scoredCount).toBe(ends.length * shape.targetLength);
      const pads = Array.from(inputs.scoredTokens!).filter((token, at) => token === 0 && inputs.weights![at]! > 0);
      expect(pads.length).toBeGreaterThan(0);
    }
  });
});

describe('lengths', () => {
  it('are multiples of eight, few of them, and an eighth too long at most where there are four to a doubling', () => {
    const rounded = Array.from({ length: 400 }, (_, index) => bucketLength(index + 65, 4));
    expect(rounded.every((length, index) => length >= index + 65 && length % 8 === 0)).toBe(true);
    expect(Math.max(...rounded.map((length, index) => length / (index + 65)))).toBeLessThan(1.25);
    expect(new Set(rounded).size).toBeLessThan(13);
  });

  it('of a batch are alike: no more padding than its bucket asks for, but for the leftovers', () => {
    const lengths = Uint32Array.from({ length: 5000 }, (_, index) => 10 + ((index * 7919) % 120));
    const buckets = new LengthBuckets(lengths, { batchSize: 32, stepsPerOctave: 4, seed: 1 });
    const seen = new Set<number>();
    let filled = 0;
    let computed = 0;
    for (let index = 0; index < buckets.batchesPerEpoch; index++) {
      const { samples, length } = buckets.batch(2, index);
      for (const sample of samples) {
        expect(seen.has(sample)).toBe(false);
        seen.add(sample);
        filled += lengths[sample]!;
        computed += length;
      }
    }
    expect(seen.size).toBe(lengths.length);
    expect(computed / filled).toBeLessThan(1.15);
    expect(buckets.batchesPerEpoch).toBe(Math.ceil(5000 / 32));
  });
});
