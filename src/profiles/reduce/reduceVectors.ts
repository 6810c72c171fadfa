/** The last stage: vectors of any width to frozen targets of the model's width. */
import { availableParallelism } from 'node:os';
import { shortHash } from '../../canonicalJson.ts';
import type { Engine } from '../../engine/engine.ts';
import { openEngine } from '../../engine/openEngine.ts';
import { UserError } from '../../errors.ts';
import type { Facts } from '../vectorFile.ts';
import { findPrincipalComponents, project } from './principalComponents.ts';
import type { ReduceSettings } from './reduceSettings.ts';
import { rowCount, type Rows } from './rowBlocks.ts';
import { scaleTargets } from './scaleTargets.ts';

export interface ReduceProgress {
  readonly step: 'principal components' | 'neighbours' | 'umap' | 'placing';
  readonly done: number;
  readonly total: number;
}

export interface ReduceOptions {
  /** Of the model. */
  readonly width: number;
  readonly seed: number;
  readonly onProgress?: (progress: ReduceProgress) => void;
  readonly signal?: AbortSignal;
  readonly threads?: number;
}

export interface ReducedVectors {
  /** [count, width], centred and scaled as the settings say. */
  readonly vectors: Float32Array;
  readonly seconds: number;
  readonly facts: Facts;
}

/** Changes with what reducing computes, so that targets made by an older way do not pass for new ones. */
const REDUCE_VERSION = 1;

/** Of the vectors that reducing gives: over the vectors that go in and all that decides what comes out. */
export function reducedHash(sourceHash: string, settings: ReduceSettings, width: number, seed: number): string {
  return shortHash({ version: REDUCE_VERSION, from: sourceHash, settings, width, seed }, 64);
}

/**
 * `vectors` [count, any width]. Equal arguments give equal vectors on the same machine.
 * @throws UserError where the settings do not fit the number or the width of the vectors; the signal's reason once it is
 * aborted.
 */
export async function reduceVectors(
  vectors: Float32Array,
  count: number,
  settings: ReduceSettings,
  options: ReduceOptions,
): Promise<ReducedVectors> {
  const startedAt = performance.now();
  const rows = { values: vectors, width: vectors.length / count };
  const { reduced, facts } = await reduce(rows, settings, options);
  const scale = scaleTargets(reduced, settings);
  const seconds = (performance.now() - startedAt) / 1000;
  return { vectors: reduced.values, seconds, facts: { kind: settings.kind, from: rows.width, ...facts, ...scale } };
}

async function reduce(
  rows: Rows,
  settings: ReduceSettings,
  options: ReduceOptions,
): Promise<{ readonly reduced: Rows; readonly facts: Facts }> {
  if (settings.kind === 'none') {
    if (rows.width !== options.width) {
      throw new UserError(
        `The profile vectors have ${rows.width} dimensions and the model has ${options.width}; set reduce.kind to ` +
          'umap or pca, or the width of the model to that of the vectors.',
      );
    }
    return { reduced: { values: rows.values.slice(), width: rows.width }, facts: {} };
  }
  const engine = await openEngine('onnx', { threads: options.threads ?? availableParallelism() });
  try {
    if (settings.kind === 'pca') return await reduceByPca(engine, rows, options);
    const { reduceByUmap } = await import('./reduceByUmap.ts');
    return await reduceByUmap(engine, rows, settings, options);
  } finally {
    await engine.dispose();
  }
}

async function reduceByPca(engine: Engine, rows: Rows, { width }: ReduceOptions) {
  const components = await findPrincipalComponents(engine, rows, width);
  const found = components.variances.length;
  if (found < width) {
    throw new UserError(
      `The ${rowCount(rows)} profile vectors span ${found} dimensions and the model has ${width}; set reduce.kind to ` +
        'umap, or the width of the model lower.',
    );
  }
  const shareKept = components.variances.reduce((sum, variance) => sum + variance, 0) / components.totalVariance;
  return { reduced: await project(engine, rows, components), facts: { shareKept } };
}
