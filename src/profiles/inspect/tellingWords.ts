/** The words that set the texts of a group apart from all texts. */
import { rowOfMatrix } from '../linear/sparseMatrix.ts';
import { termMatrix } from '../encode/tfidf.ts';

/** Words that nearly everybody's text has say nothing, and those of a few people little. */
const TERMS = { maxShare: 0.5, maxWords: 5000, sublinear: true } as const;
const LEAST_SHARE_OF_TEXTS = 0.01;

/** For each group, the words whose mean TF-IDF weight in it exceeds that over all texts the most, most telling first. */
export function tellingWords(
  texts: readonly string[],
  groupOf: Int32Array,
  wordsPerGroup: number,
): readonly string[][] {
  const minTexts = Math.max(2, Math.ceil(LEAST_SHARE_OF_TEXTS * texts.length));
  const { words, matrix } = termMatrix(texts, { ...TERMS, minTexts });
  const groupCount = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  const sizes = new Int32Array(groupCount);
  for (const group of groupOf) sizes[group]!++;
  const excess = Array.from({ length: groupCount }, () => new Float64Array(words.length));
  groupOf.forEach((group, text) => {
    for (const { column, value } of rowOfMatrix(matrix, text)) {
      excess[group]![column]! += value / sizes[group]!;
      for (const sums of excess) sums[column]! -= value / texts.length;
    }
  });
  return excess.map((sums) => {
    const order = [...sums.keys()].filter((column) => sums[column]! > 0).sort((a, b) => sums[b]! - sums[a]!);
    return order.slice(0, wordsPerGroup).map((column) => words[column]!);
  });
}
