/** Diverse beam search against Hugging Face's (see test/golden/t5Diverse.py), and what it is for: IDs that differ. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { BeamGraphs } from '../../../src/generation/beamSearch/beamGraphs.ts';
import { BeamSearch } from '../../../src/generation/beamSearch/beamSearch.ts';
import { GenerationCounts } from '../../../src/generation/beamSearch/generationCounts.ts';
import { loadT5Checkpoint } from '../../../src/network/t5/t5Checkpoint.ts';

interface Golden {
  readonly transformers: string;
  readonly maxNewTokens: number;
  readonly checkpoints: Readonly<
    Record<
      string,
      readonly {
        readonly beams: number;
        readonly diversityPenalty: number;
        readonly lengthPenalty: number;
        readonly sequences: readonly (readonly number[])[];
        readonly scores: readonly number[];
      }[]
    >
  >;
}

const folder = (name: string): string => fileURLToPath(new URL(`../../golden/t5/${name}`, import.meta.url));
const golden = JSON.parse(readFileSync(folder('diverse.json'), 'utf8')) as Golden;
const { inputs } = JSON.parse(readFileSync(folder('t5.json'), 'utf8')) as { inputs: number[][] };
const [PAD, END] = [0, 1];
/** Both in single precision. */
const TOLERANCE = 1e-4;

const prompts = inputs.map((row) => row.filter((token) => token !== PAD));
const engine = await openEngine('onnx', { threads: 2 });
afterAll(() => engine.dispose());

/** Tokens between the start and the end. */
function written(sequence: readonly number[]): readonly number[] {
  const end = sequence.indexOf(END);
  return sequence.slice(1, end < 0 ? undefined : end);
}

const ways = {
  'one by one': { slotCount: 1, startCount: 1 },
  'side by side': { slotCount: 2, startCount: 3 },
};

describe.each(Object.keys(golden.checkpoints))('diverse beam search with the checkpoint %s', async (name) => {
  const { shape, parameters } = await loadT5Checkpoint(folder(name));
  const state = engine.createState(parameters);
  const graphs = new BeamGraphs({ shape, engine, state }, { start: 'live', step: 'live' });
  afterAll(() => graphs.dispose());
  const maxTokens = golden.maxNewTokens;

  it.each(Object.keys(ways) as (keyof typeof ways)[])(
    `finds what transformers ${golden.transformers} finds: %s`,
    async (way) => {
      for (const { beams, diversityPenalty, lengthPenalty, sequences, scores } of golden.checkpoints[name]!) {
        const options = {
          ...{
            settings: { beams, lengthPenalty, stopping: 'heuristic', diversityPenalty } as const,
            trie: null,
            maxTokens,
          },
          ...{ startLength: () => 10, stepLength: () => 12, candidateCounts: [], ...ways[way] },
        };
        const search = new BeamSearch(shape, graphs, options, new GenerationCounts());
        const found: string[][] = [];
        await search.search(
          prompts.map((tokens) => ({ tokens, barred: null })),
          (request, { count, tokens, lengths, scores: own }) => {
            expect(count).toBe(beams);
            found[request] = Array.from({ length: count }, (_, place) => {
              const theirs = scores[request * beams + place]!;
              expect(Math.abs(own[place]! / theirs - 1)).toBeLessThan(TOLERANCE);
              return tokens.subarray(place * maxTokens, place * maxTokens + lengths[place]!).join();
            });
          },
        );
        const theirs = prompts.map((_, request) =>
          sequences.slice(request * beams, (request + 1) * beams).map((sequence) => written(sequence).join()),
        );
        expect(found).toEqual(theirs);
      }
    },
  );
});

describe('the golden', () => {
  it('has what it is to show: groups that end early, others that are cut, and more diversity at a higher price', () => {
    const all = Object.values(golden.checkpoints).flat();
    const lengths = all.flatMap(({ sequences }) => sequences.map((sequence) => written(sequence).length));
    expect(Math.min(...lengths)).toBeLessThan(golden.maxNewTokens);
    expect(Math.max(...lengths)).toBe(golden.maxNewTokens);
    const distinct = (penalty: number): number =>
      all
        .filter(({ diversityPenalty, beams }) => diversityPenalty === penalty && beams === 8)
        .reduce((sum, { sequences }) => sum + new Set(sequences.map((sequence) => sequence.join())).size, 0);
    expect(distinct(3)).toBeGreaterThan(distinct(0.1));
  });
});
