/**
 * The offline encoder: TF-IDF and its truncated singular value decomposition, known as latent semantic analysis. The
 * vectors are those of scikit-learn's TruncatedSVD, left singular vectors times singular values, but for their signs.
 */
import { UserError } from '../../errors.ts';
import { multiply, multiplyByGram, transpose } from '../linear/sparseMatrix.ts';
import { type Block, type Eigenvectors, topEigenvectors } from '../linear/topEigenvectors.ts';
import type { TfidfSettings } from './encodeSettings.ts';
import type { Encoded } from './encodeTexts.ts';
import { scaleRowsToLengthOne } from '../scaleRows.ts';
import { termMatrix, type TermMatrix } from './tfidf.ts';

export function encodeWithTfidf(texts: readonly string[], settings: TfidfSettings): Encoded {
  const terms = termMatrix(texts, settings);
  if (terms.words.length === 0) {
    throw new UserError(
      `No word occurs in at least ${settings.minTexts} of the ${texts.length} profiles and in at most ` +
        `${100 * settings.maxShare} % of them; set encode.minTexts lower or encode.maxShare higher.`,
    );
  }
  const { values, columns: width, found } = latentVectors(terms, settings.width);
  const vectors = Float32Array.from(values);
  if (settings.normalise) scaleRowsToLengthOne(vectors, width);
  const { starts } = terms.matrix;
  const textsWithoutWords = texts.filter((_, row) => starts[row + 1] === starts[row]).length;
  return {
    vectors,
    width,
    encoderFacts: {
      kind: 'tfidf',
      words: terms.words.length,
      textsWithoutWords,
      // Of rows of length 1 the squares of all singular values add up to the number of rows.
      shareKept: found.values.reduce((sum, value) => sum + value, 0) / (texts.length - textsWithoutWords),
      iterations: found.iterations,
      lastChange: found.lastChange,
    },
  };
}

/** By the eigenvectors of the smaller of the matrix's two products with itself. */
function latentVectors({ matrix, words }: TermMatrix, count: number): Block & { readonly found: Eigenvectors } {
  if (words.length <= matrix.rowCount) {
    const found = topEigenvectors((block) => multiplyByGram(matrix, block), words.length, count);
    return { values: multiply(matrix, found.vectors), columns: found.vectors.columns, found };
  }
  const turned = transpose(matrix);
  const found = topEigenvectors((block) => multiplyByGram(turned, block), matrix.rowCount, count);
  const { columns } = found.vectors;
  const values = found.vectors.values.map((value, at) => value * Math.sqrt(found.values[at % columns]!));
  return { values, columns, found };
}
