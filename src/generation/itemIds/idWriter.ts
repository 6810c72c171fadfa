/**
 * A T5 that writes textual IDs from the texts of items, several for each, best first. What it writes is taken as words, so
 * that no ID is of punctuation or empty; which of them an item gets is settled by `distinctIds`.
 */
import type { Engine } from '../../engine/engine.ts';
import type { StateValue } from '../../network/parameters.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { BeamGenerator } from '../beamSearch/beamGenerator.ts';
import { GenerationCounts } from '../beamSearch/generationCounts.ts';
import type { ItemTextPrompts } from '../prompts/itemTextPrompts.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { IdWritingSettings } from './idWritingSettings.ts';

export interface IdWriter {
  readonly shape: T5Shape;
  readonly parameters: Readonly<Record<string, StateValue>>;
  readonly tokenizer: Tokenizer;
}

/** By item number, for each of the IDs that were written its words; some items may have none. */
export type IdCandidates = readonly (readonly (readonly string[])[])[];

/** Items that are asked for at once, so that progress of a large catalogue can be told. */
const BATCH = 1024;

export async function writeIdCandidates(
  engine: Engine,
  { shape, parameters, tokenizer }: IdWriter,
  texts: ItemTextPrompts,
  itemCount: number,
  { beams, maxTokens, lengthPenalty, diversityPenalty }: IdWritingSettings,
  onProgress: (written: number) => void = () => undefined,
): Promise<IdCandidates> {
  const state = engine.createState(parameters);
  const generator = new BeamGenerator(
    { shape, engine, state },
    {
      settings: { beams, lengthPenalty, stopping: 'heuristic', diversityPenalty },
      trie: null,
      maxTokens,
      weights: 'frozen',
      counts: new GenerationCounts(),
    },
  );
  const candidates: string[][][] = Array.from({ length: itemCount + 1 }, () => []);
  for (let first = 1; first <= itemCount; first += BATCH) {
    const count = Math.min(BATCH, itemCount + 1 - first);
    const requests = Array.from({ length: count }, (_, at) => ({ tokens: texts.of(first + at), barred: null }));
    await generator.answer(requests, (request, { count: written, tokens, lengths }) => {
      const ids = Array.from({ length: written }, (_, place) =>
        wordsWritten(tokenizer.decode(tokens.subarray(place * maxTokens, place * maxTokens + lengths[place]!))),
      );
      candidates[first + request] = ids.filter((words) => words.length > 0);
    });
    onProgress(first + count - 1);
  }
  await generator.dispose();
  state.dispose();
  return candidates;
}

/** Runs of letters and digits; their case is kept, as IDGenRec does. */
function wordsWritten(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
