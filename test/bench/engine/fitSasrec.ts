/** Our SASRec trained as anybody's case is, through the contract of baselines. */
import sasrec from '../../../baselines/sasrec.ts';
import type { FitProgress, FittedModel } from '../../../src/baseline.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { EvaluationCases, Sequences } from '../../../src/split/split.ts';

/** Names of the baseline's settings; all others keep their defaults. */
export interface SasrecSettings {
  readonly maxLength: number;
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  readonly dropout: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly norm?: 'pre' | 'query-only';
}

/** Validation is no part of a step's time, and a fit cannot be without: the last item of the first sequence. */
function oneCase(sequences: Sequences): EvaluationCases {
  return { sequences, sequence: Uint32Array.of(0), targetRow: Uint32Array.of(sequences.offsets[1]! - 1) };
}

export function fitSasrec(
  engine: Engine,
  train: Sequences,
  itemCount: number,
  settings: SasrecSettings,
  onProgress: (progress: FitProgress) => void = () => undefined,
): Promise<FittedModel> {
  const { epochs } = settings;
  const raw = { ...settings, loss: 'ce', weightDecay: 0.01, patience: null, validateEveryEpochs: epochs };
  return sasrec.configure(raw).fit({
    train,
    validation: oneCase(train),
    itemCount,
    itemText: null,
    cutoffSeconds: null,
    engine,
    seed: 1,
    seenItems: 'filter',
    checkpointDirectory: null,
    onProgress,
  });
}

/** Of the parts on real data. */
export const BEAUTY_SETTINGS = { maxLength: 50, width: 128, blocks: 2, heads: 2, dropout: 0.2, batchSize: 256 };

export interface EpochSeconds {
  /** With the compilation of its graphs. */
  readonly first: number;
  readonly later: readonly number[];
}

/** Building batches and masks, and every step, belong to the time. */
export async function timeEpochs(
  engine: Engine,
  train: Sequences,
  itemCount: number,
  settings: SasrecSettings,
): Promise<EpochSeconds> {
  const fitted = await fitSasrec(engine, train, itemCount, settings);
  await fitted.dispose();
  const [first, ...later] = fitted.epochs.map(({ trainSeconds }) => trainSeconds);
  return { first: first!, later };
}
