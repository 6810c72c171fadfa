/** What scikit-learn makes of texts and vectors: test/golden/vectors.py. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface VectorsGolden {
  readonly texts: readonly string[];
  readonly tfidf: readonly {
    readonly settings: { readonly width: number };
    readonly words: readonly string[];
    readonly singularValues: readonly number[];
    /** [texts, texts] */
    readonly projector: readonly number[];
  }[];
  /** [60, 9] */
  readonly vectors: readonly number[];
  readonly pca: {
    readonly mean: readonly number[];
    readonly variances: readonly number[];
    readonly shareKept: number;
    /** [9, 9] */
    readonly projector: readonly number[];
  };
  readonly trustworthiness: readonly {
    readonly columns: number;
    readonly neighbours: number;
    readonly value: number;
  }[];
}

export const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'golden', 'vectors.json'), 'utf8'),
) as VectorsGolden;
