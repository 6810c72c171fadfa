/**
 * A few test cases with their answers in words, `examples.json` beside the raw answers, so that a reader sees what a
 * baseline recommends. The same cases for every baseline on the same split.
 */
import { z } from 'zod';
import type { ItemText } from '../../src/dataset/interactionDataset.ts';
import { Random } from '../../src/random.ts';
import type { HistoryBatch } from '../../src/ranking.ts';
import type { LoadedData } from '../case/loadCase.ts';

export const EXAMPLES_FILE = 'examples.json';

const EXAMPLE_COUNT = 5;
const SHOWN_HISTORY = 10;
const SHOWN_RECOMMENDATIONS = 10;
const SEED = 11;

const exampleItemSchema = z.strictObject({
  /** Catalogue number. */
  item: z.int().nonnegative(),
  /** As the data has it. */
  id: z.string(),
  /** The id where the data has no title. */
  title: z.string(),
});
export type ExampleItem = Readonly<z.infer<typeof exampleItemSchema>>;

const exampleCaseSchema = z.strictObject({
  /** Place in the test set from 0. */
  case: z.int().nonnegative(),
  /** Id of the user in the data. */
  user: z.string(),
  historyLength: z.int().nonnegative(),
  /** The latest items, oldest first. */
  history: z.array(exampleItemSchema),
  /** Null where it is cold. */
  target: exampleItemSchema.nullable(),
  /** Place of the target in the list from 1; null where it is not in it. */
  targetRank: z.int().positive().nullable(),
  /** Best first. */
  recommendations: z.array(exampleItemSchema.extend({ score: z.number().nullable() })),
});
export type ExampleCase = Readonly<z.infer<typeof exampleCaseSchema>>;

export const exampleCasesSchema = z.array(exampleCaseSchema);

export interface ExampleInput {
  readonly data: LoadedData;
  /** By catalogue number; null where the data has none. */
  readonly text: readonly ItemText[] | null;
  readonly histories: HistoryBatch;
  readonly targets: Uint32Array;
  readonly k: number;
  /** Shape [cases, k]. */
  readonly items: Uint32Array;
  readonly scores: Float32Array;
}

export function exampleCases(input: ExampleInput): ExampleCase[] {
  const { data, text, histories, targets, k, items, scores } = input;
  const { dataset, split } = data;
  const named = (item: number): ExampleItem => {
    const id = dataset.itemIds[split.catalogue.datasetItem[item]!]!;
    return { item, id, title: text?.[item]?.title ?? id };
  };
  const drawn = Random.fromSeed(SEED).sample(targets.length, Math.min(EXAMPLE_COUNT, targets.length));
  return Array.from(drawn, (row) => {
    const [start, end] = [histories.offsets[row]!, histories.offsets[row + 1]!];
    const list = items.subarray(row * k, (row + 1) * k);
    const target = targets[row]!;
    const place = target === 0 ? -1 : list.indexOf(target);
    return {
      case: row,
      user: dataset.userIds[histories.users[row]!]!,
      historyLength: end - start,
      history: Array.from(histories.items.subarray(Math.max(start, end - SHOWN_HISTORY), end), named),
      target: target === 0 ? null : named(target),
      targetRank: place === -1 ? null : place + 1,
      recommendations: Array.from(list.subarray(0, SHOWN_RECOMMENDATIONS))
        .map((item, index) => ({ item, score: scores[row * k + index]! }))
        .filter(({ item }) => item !== 0)
        .map(({ item, score }) => ({ ...named(item), score })),
    };
  });
}
