/** The rules of the search, without a network: log-probabilities are a function of the prefix. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Barred } from '../../../src/generation/beamSearch/barred.ts';
import { Beams } from '../../../src/generation/beamSearch/beams.ts';
import { type BeamSettings, STOPPING } from '../../../src/generation/beamSearch/beamSettings.ts';
import { Candidates } from '../../../src/generation/beamSearch/candidates.ts';
import { FreeFollowers, TrieFollowers } from '../../../src/generation/beamSearch/followers.ts';
import { buildTrie } from '../../../src/generation/trie/buildTrie.ts';
import { childOf, type ItemTrie, ROOT } from '../../../src/generation/trie/itemTrie.ts';
import { anyIds, tokensOf } from '../tries.ts';
import { type Ended, huggingFaceBeams } from './huggingFaceBeams.ts';

const END = 1;
const VOCABULARY = 6;

/** A distribution over the vocabulary for each prefix, in single precision. */
function tableModel(seed: number): Model {
  return (prefix) => {
    let state = Math.imul(seed + 1, 0x9e3779b1);
    for (const token of prefix) state = Math.imul(state ^ (token + 17), 0x85ebca6b) ^ (state >>> 13);
    const logits = Array.from({ length: VOCABULARY }, () => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
      return ((state >>> 0) / 2 ** 32) * 6;
    });
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return Float32Array.from(logits, (logit) => logit - total);
  };
}

type Model = (prefix: readonly number[]) => Float32Array;
type AddBest = (candidates: Candidates, beams: Beams, told: Float32Array) => void;

function search(settings: BeamSettings, maxTokens: number, model: Model, addBest: AddBest): Ended[] {
  const beams = new Beams(settings, maxTokens, END);
  const candidates = new Candidates(settings.beams);
  let prefixes: number[][] = [[]];
  beams.begin();
  while (!beams.isDone) {
    candidates.clear();
    addBest(candidates, beams, Float32Array.from(prefixes.flatMap((prefix) => Array.from(model(prefix)))));
    beams.advance(candidates);
    prefixes = Array.from({ length: beams.count }, (_, beam) => [
      ...prefixes[beams.parent(beam)]!,
      beams.lastToken(beam),
    ]);
  }
  const { count, scores, tokens, lengths } = beams.results;
  return Array.from({ length: count }, (_, place) => ({
    tokens: Array.from(tokens.subarray(place * maxTokens, place * maxTokens + lengths[place]!)),
    score: scores[place]!,
  }));
}

/** Told everything, or of the followers alone. */
function searchTrie(
  settings: BeamSettings,
  trie: ItemTrie,
  model: Model,
  seen: readonly number[] = [],
  of: 'followers' | 'all' = 'all',
): Ended[] {
  const barred = seen.length === 0 ? null : new Barred(trie, seen);
  const followers = new TrieFollowers(trie, settings.beams, VOCABULARY, END);
  return search(settings, trie.depth + 1, model, (candidates, beams, told) => {
    if (of === 'all') {
      followers.addBest(candidates, beams, barred, told, 'all');
      return;
    }
    const places = new Int32Array(followers.count(beams));
    expect(followers.writePlaces(beams, 0, places, 0)).toBe(places.length);
    followers.addBest(
      candidates,
      beams,
      barred,
      Float32Array.from(places, (place) => told[place]!),
      'followers',
    );
  });
}

/** What a trie allows, as Hugging Face's `prefix_allowed_tokens_fn` does it: walking the whole prefix. */
function allowed(trie: ItemTrie, model: Model) {
  return (prefix: readonly number[]): number[] => {
    let node = ROOT;
    for (const token of prefix) node = node < 0 ? node : childOf(trie, node, token);
    return Array.from(model(prefix), (own, token) => {
      const mayFollow = node >= 0 && (token === END ? trie.items[node] !== 0 : childOf(trie, node, token) >= 0);
      return mayFollow ? own : Number.NEGATIVE_INFINITY;
    });
  };
}

const withoutEnd = (found: readonly Ended[]): Ended[] =>
  found.map(({ tokens, score }) => ({ tokens: tokens.at(-1) === END ? tokens.slice(0, -1) : tokens, score }));

const someIds = anyIds({ firstToken: 2, lastToken: VOCABULARY - 1, maxLength: 4, maxItems: 40 });
const someSettings = fc.record({
  beams: fc.integer({ min: 1, max: 8 }),
  lengthPenalty: fc.constantFrom(-1, 0, 0.5, 1, 2),
  stopping: fc.constantFrom(...STOPPING),
});

describe('beam search', () => {
  test('within a trie finds what Hugging Face finds', () => {
    fc.assert(
      fc.property(someIds, someSettings, fc.nat(), (ids, settings, seed) => {
        const trie = buildTrie(tokensOf(ids));
        // Beams that hold nothing end as results in Hugging Face, and with `first` they would end the search.
        fc.pre(settings.stopping !== 'first' || trie.offsets[1]! >= settings.beams);
        const model = tableModel(seed);
        const theirs = huggingFaceBeams(settings, trie.depth + 1, END, allowed(trie, model));
        for (const of of ['all', 'followers'] as const) {
          expect(searchTrie(settings, trie, model, [], of)).toEqual(withoutEnd(theirs));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('without a trie finds what Hugging Face finds, what has no end in time included', () => {
    fc.assert(
      fc.property(someSettings, fc.integer({ min: 1, max: 5 }), fc.nat(), (settings, maxTokens, seed) => {
        fc.pre(settings.stopping !== 'first' || settings.beams <= VOCABULARY - 1);
        const model = tableModel(seed);
        const followers = new FreeFollowers(settings.beams, VOCABULARY);
        const ours = search(settings, maxTokens, model, (candidates, beams, told) => {
          followers.addBest(candidates, beams, told);
        });
        const theirs = huggingFaceBeams(settings, maxTokens, END, (prefix) => Array.from(model(prefix)));
        expect(ours).toEqual(withoutEnd(theirs));
      }),
      { numRuns: 500 },
    );
  });

  test('with as many beams as items ranks every item by the score of its whole ID', () => {
    fc.assert(
      fc.property(someIds, someSettings, fc.nat(), (ids, settings, seed) => {
        const trie = buildTrie(tokensOf(ids));
        const model = tableModel(seed);
        const all = ids.map((id) => {
          const sum = [...id, END].reduce((s, token, at) => Math.fround(s + model(id.slice(0, at))[token]!), 0);
          return { tokens: id, score: Math.fround(sum / Math.fround((id.length + 1) ** settings.lengthPenalty)) };
        });
        const found = searchTrie({ ...settings, beams: ids.length }, trie, model);
        expect(found).toEqual(all.sort((a, b) => b.score - a.score));
      }),
    );
  });

  test('finds as many items as it has beams or as there are', () => {
    fc.assert(
      fc.property(someIds, someSettings, fc.nat(), (ids, settings, seed) => {
        const found = searchTrie(settings, buildTrie(tokensOf(ids)), tableModel(seed));
        expect(found).toHaveLength(Math.min(settings.beams, ids.length));
        expect(new Set(found.map(({ tokens }) => tokens.join())).size).toBe(found.length);
      }),
    );
  });

  test('never answers a seen item, and otherwise answers as if it were not in the trie', () => {
    fc.assert(
      fc.property(someIds, someSettings, fc.array(fc.nat()), fc.nat(), (ids, settings, draws, seed) => {
        const trie = buildTrie(tokensOf(ids));
        const seen = [...new Set(draws.map((draw) => 1 + (draw % ids.length)))];
        const model = tableModel(seed);
        const kept = ids.filter((_, index) => !seen.includes(index + 1));
        const expected = kept.length === 0 ? [] : searchTrie(settings, buildTrie(tokensOf(kept)), model);
        // A shorter trie has another longest length, which `exact` reckons with, and to no effect.
        expect(searchTrie(settings, trie, model, seen)).toEqual(expected);
      }),
    );
  });

  test('a log-probability that is no number is never chosen', () => {
    const trie = buildTrie(tokensOf([[2], [3], [4]]));
    const model = (prefix: readonly number[]): Float32Array =>
      Float32Array.of(0, -1, prefix.length === 0 ? Number.NaN : -1, -2, -3, -4);
    const found = searchTrie({ beams: 3, lengthPenalty: 1, stopping: 'heuristic' }, trie, model);
    expect(found.map(({ tokens }) => tokens)).toEqual([[3], [4]]);
  });
});
