/** What the commands on profile vectors say. Pure. */
import { formatCount, formatSignificant, MISSING } from '../../reports/formatNumber.ts';
import type { Anisotropy } from '../../src/profiles/inspect/anisotropy.ts';
import type { Faithfulness } from '../../src/profiles/inspect/trustworthiness.ts';
import type { Facts } from '../../src/profiles/vectorFile.ts';
import { showDuration } from '../run/progressText.ts';
import type { VectorComparison, VectorMeasures } from './compareVectors.ts';

/** A file of vectors, without the vectors. */
export interface VectorFileFacts {
  readonly file: string;
  readonly profileCount: number;
  readonly width: number;
  readonly contentHash: string;
  readonly seconds: number;
  readonly facts: Facts;
}

export interface EncodedFile extends VectorFileFacts, VectorMeasures {}
export interface ReducedFile extends VectorFileFacts, VectorComparison {}

export function encodedText(encoded: EncodedFile): string {
  return `${fileLine(encoded)}\n${measureLines([encoded])}`;
}

export function reducedText(reduced: ReducedFile): string {
  const { before, after, faithfulness } = reduced;
  return `${fileLine(reduced)}\n${measureLines([before, after])}${faithfulnessLine(faithfulness)}`;
}

export function fileLine({ file, profileCount, width, contentHash, seconds, facts }: VectorFileFacts): string {
  const what = `${formatCount(profileCount)} profiles in ${width} dimensions`;
  return `${file}: ${what}, ${madeBy(facts)}; ${showDuration(seconds)}; content ${contentHash.slice(0, 12)}`;
}

function madeBy(facts: Facts): string {
  const count = (name: string): string => formatCount(facts[name] as number);
  const share = (name: string): string => `${(100 * (facts[name] as number)).toFixed(0)} %`;
  switch (facts['kind']) {
    case 'tfidf':
      return `by TF-IDF of ${count('words')} words, ${share('shareKept')} of it kept`;
    case 'transformers': {
      const { model, pooling, prefix } = facts as { model: string; pooling: string; prefix: string };
      const cut = `${count('cutTexts')} texts cut after ${count('maxTokens')} tokens`;
      return `by ${model} (pooling ${pooling}${prefix === '' ? '' : `, prefix "${prefix}"`}), ${cut}`;
    }
    case 'umap':
      return `from ${count('from')} by UMAP of ${count('fittedRows')} rows in ${count('epochs')} epochs`;
    case 'pca':
      return `from ${count('from')} by principal components, ${share('shareKept')} of the variance kept`;
    default:
      return 'as the encoder made them';
  }
}

/** One column, or two: before and after. */
export function measureLines(measures: readonly VectorMeasures[]): string {
  const line = (label: string, show: (of: VectorMeasures) => string): string => {
    return `  ${label.padEnd(26)}${measures.map((of) => show(of).padEnd(16)).join(' ->  ')}`.trimEnd();
  };
  const lines = [
    line('cosine of random pairs', ({ anisotropy }) => cosineText(anisotropy)),
    line('effective dimensions', ({ effectiveDimensions }) => {
      return effectiveDimensions === null ? MISSING : formatSignificant(effectiveDimensions);
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function cosineText({ meanCosine, standardDeviation }: Anisotropy): string {
  if (meanCosine === null || standardDeviation === null) return MISSING;
  return `${meanCosine.toFixed(3)} ± ${standardDeviation.toFixed(3)}`;
}

export function faithfulnessLine({ trustworthiness, neighboursKept, neighbours, sampledRows }: Faithfulness): string {
  const kept = `${(100 * neighboursKept).toFixed(0)} % of the ${neighbours} nearest kept`;
  const sample = `${formatCount(sampledRows)} profiles looked at`;
  return `  ${'neighbourhoods'.padEnd(26)}${kept}; trustworthiness ${trustworthiness.toFixed(3)}; ${sample}\n`;
}
