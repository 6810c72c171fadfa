/**
 * TF-IDF as scikit-learn's TfidfVectorizer defines it: lower case, words of at least two letters or digits, idf(word) =
 * 1 + ln((1 + texts) / (1 + texts with the word)), each text scaled to length 1.
 */
import type { SparseMatrix } from '../linear/sparseMatrix.ts';
import type { TfidfSettings } from './encodeSettings.ts';

export interface TermMatrix {
  /** Sorted by their UTF-16 code units; a word's place is its column. */
  readonly words: readonly string[];
  /** [texts, words] */
  readonly matrix: SparseMatrix;
}

/** Python's \w, which scikit-learn's pattern is made of. */
const WORD = /[\p{L}\p{N}_]{2,}/gu;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** The matrix has no column where the settings leave no word. */
export function termMatrix(
  texts: readonly string[],
  settings: Pick<TfidfSettings, 'minTexts' | 'maxShare' | 'maxWords' | 'sublinear'>,
): TermMatrix {
  const counts = texts.map((text) => countWords(text));
  const words = chooseWords(counts, settings);
  const columnOf = new Map([...words.keys()].map((word, column) => [word, column]));
  const weights = [...words.values()].map((textCount) => 1 + Math.log((1 + texts.length) / (1 + textCount)));
  const starts = new Uint32Array(texts.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  counts.forEach((wordCounts, row) => {
    const entries = [...wordCounts]
      .flatMap(([word, count]): [number, number][] => {
        const column = columnOf.get(word);
        if (column === undefined) return [];
        return [[column, (settings.sublinear ? 1 + Math.log(count) : count) * weights[column]!]];
      })
      .sort(([a], [b]) => a - b);
    const length = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0));
    for (const [column, value] of entries) {
      columns.push(column);
      values.push(value / length);
    }
    starts[row + 1] = columns.length;
  });
  const matrix = {
    rowCount: texts.length,
    columnCount: words.size,
    starts,
    columns: Uint32Array.from(columns),
    values: Float64Array.from(values),
  };
  return { words: [...words.keys()], matrix };
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Words in order, each with the number of texts that have it. */
function chooseWords(
  counts: readonly ReadonlyMap<string, number>[],
  { minTexts, maxShare, maxWords }: Pick<TfidfSettings, 'minTexts' | 'maxShare' | 'maxWords'>,
): ReadonlyMap<string, number> {
  const totals = new Map<string, { texts: number; occurrences: number }>();
  for (const wordCounts of counts) {
    for (const [word, count] of wordCounts) {
      const total = totals.get(word) ?? { texts: 0, occurrences: 0 };
      total.texts += 1;
      total.occurrences += count;
      totals.set(word, total);
    }
  }
  const byWord = (a: string, b: string): number => (a < b ? -1 : 1);
  const chosen = [...totals]
    .filter(([, { texts }]) => texts >= minTexts && texts <= maxShare * counts.length)
    .sort(([a, x], [b, y]) => y.occurrences - x.occurrences || byWord(a, b))
    .slice(0, maxWords)
    .sort(([a], [b]) => byWord(a, b));
  return new Map(chosen.map(([word, { texts }]) => [word, texts]));
}
