/** Our beam search against Hugging Face's `generate`, on the tiny random checkpoints of test/golden/t5.py. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { BeamGraphs } from '../../../src/generation/beamSearch/beamGraphs.ts';
import { BeamSearch, type BeamSearchOptions } from '../../../src/generation/beamSearch/beamSearch.ts';
import type { Stopping } from '../../../src/generation/beamSearch/beamSettings.ts';
import { GenerationCounts } from '../../../src/generation/beamSearch/generationCounts.ts';
import { buildTrie } from '../../../src/generation/trie/buildTrie.ts';
import { loadT5Checkpoint } from '../../../src/network/t5/t5Checkpoint.ts';
import { tokensOf } from '../tries.ts';

interface Generated {
  readonly beams: number;
  readonly lengthPenalty: number | null;
  readonly earlyStopping: boolean | 'never' | null;
  readonly isConstrained: boolean;
  readonly sequences: readonly (readonly number[])[];
  readonly scores: readonly number[] | null;
}

interface Golden {
  readonly inputs: readonly (readonly number[])[];
  readonly itemIds: readonly (readonly number[])[];
  readonly checkpoints: Readonly<Record<string, { readonly generated: readonly Generated[] }>>;
}

const folder = (name: string): string => fileURLToPath(new URL(`../../golden/t5/${name}`, import.meta.url));
const golden = JSON.parse(readFileSync(folder('t5.json'), 'utf8')) as Golden;
const [PAD, END] = [0, 1];
const MAX_NEW_TOKENS = 7;
/** Theirs is computed in doubles. */
const RELATIVE_TOLERANCE = 1e-4;

const prompts = golden.inputs.map((row) => row.filter((token) => token !== PAD));
const trie = buildTrie(tokensOf(golden.itemIds));

function stoppingOf(earlyStopping: Generated['earlyStopping']): Stopping {
  return earlyStopping === 'never' ? 'exact' : earlyStopping === true ? 'first' : 'heuristic';
}

/** Tokens between the start and the end. */
function written(sequence: readonly number[]): readonly number[] {
  const end = sequence.indexOf(END);
  return sequence.slice(1, end < 0 ? undefined : end);
}

const ways: Readonly<Record<string, Pick<BeamSearchOptions, 'slotCount' | 'startCount' | 'candidateCounts'>>> = {
  'one by one, continuations told': { slotCount: 1, startCount: 1, candidateCounts: [64] },
  'two side by side, the third in the place of the first that is done': {
    slotCount: 2,
    startCount: 3,
    candidateCounts: [16],
  },
  'all at once, every token told': { slotCount: 4, startCount: 2, candidateCounts: [] },
};

const engine = await openEngine('onnx', { threads: 2 });
afterAll(() => engine.dispose());

describe.each(Object.keys(golden.checkpoints))('beam search with the checkpoint %s', async (name) => {
  const { shape, parameters } = await loadT5Checkpoint(folder(name));
  const state = engine.createState(parameters);
  const graphs = new BeamGraphs({ shape, engine, state }, { start: 'live', step: 'live' });
  afterAll(() => graphs.dispose());
  const cases = golden.checkpoints[name]!.generated.filter(({ scores }) => scores !== null);

  it.each(Object.keys(ways))('finds what Hugging Face finds: %s', async (way) => {
    expect(cases.length).toBeGreaterThan(15);
    for (const { beams, lengthPenalty, earlyStopping, isConstrained, sequences, scores } of cases) {
      const counts = new GenerationCounts();
      const search = new BeamSearch(
        shape,
        graphs,
        {
          settings: { beams, lengthPenalty: lengthPenalty!, stopping: stoppingOf(earlyStopping) },
          trie: isConstrained ? trie : null,
          maxTokens: isConstrained ? trie.depth + 1 : MAX_NEW_TOKENS,
          startLength: () => 10,
          stepLength: () => 12,
          ...ways[way]!,
        },
        counts,
      );
      const found: { readonly tokens: readonly number[]; readonly score: number }[][] = [];
      const maxTokens = isConstrained ? trie.depth + 1 : MAX_NEW_TOKENS;
      await search.search(
        prompts.map((tokens) => ({ tokens, barred: null })),
        (request, { count, tokens, lengths, scores: own, nodes }) => {
          found[request] = Array.from({ length: count }, (_, place) => ({
            tokens: Array.from(tokens.subarray(place * maxTokens, place * maxTokens + lengths[place]!)),
            score: own[place]!,
          }));
          if (!isConstrained) return;
          const items = Array.from(nodes.subarray(0, count), (node) => trie.items[node]!);
          expect(items.map((item) => golden.itemIds[item - 1])).toEqual(found[request].map((entry) => entry.tokens));
        },
      );
      expect(found).toHaveLength(prompts.length);
      found.forEach((entries, request) => {
        const rows = Array.from({ length: beams }, (_, place) => request * beams + place);
        expect(entries.map(({ tokens }) => tokens)).toEqual(rows.map((row) => written(sequences[row]!)));
        entries.forEach(({ score }, place) => {
          const theirs = scores![request * beams + place]!;
          expect(Math.abs(score / theirs - 1)).toBeLessThan(RELATIVE_TOLERANCE);
        });
      });
      expect(counts.requests).toBe(prompts.length);
      expect(counts.inputTokens).toBe(prompts.flat().length);
    }
  });
});
