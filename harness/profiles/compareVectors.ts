/** What a reduction kept of vectors and what it changed. */
import { availableParallelism } from 'node:os';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { type Anisotropy, effectiveDimensions, measureAnisotropy } from '../../src/profiles/inspect/anisotropy.ts';
import { type Faithfulness, measureFaithfulness } from '../../src/profiles/inspect/trustworthiness.ts';
import type { Rows } from '../../src/profiles/reduce/rowBlocks.ts';

export interface VectorMeasures {
  readonly anisotropy: Anisotropy;
  readonly effectiveDimensions: number | null;
}

export interface VectorComparison {
  readonly before: VectorMeasures;
  readonly after: VectorMeasures;
  readonly faithfulness: Faithfulness;
}

/** Rows whose neighbours are looked at, among all rows. */
const SAMPLED_ROWS = 1000;
/** UMAP's own default. */
const NEIGHBOURS = 15;
const SEED = 1;

export function compareVectors(before: Rows, after: Rows): Promise<VectorComparison> {
  const options = { neighbours: NEIGHBOURS, sampledRows: SAMPLED_ROWS, seed: SEED };
  return withEngine(async (engine) => ({
    before: await measure(engine, before),
    after: await measure(engine, after),
    faithfulness: await measureFaithfulness(engine, before, after, options),
  }));
}

export function measureVectors(rows: Rows): Promise<VectorMeasures> {
  return withEngine((engine) => measure(engine, rows));
}

async function measure(engine: Engine, rows: Rows): Promise<VectorMeasures> {
  return { anisotropy: measureAnisotropy(rows, SEED), effectiveDimensions: await effectiveDimensions(engine, rows) };
}

async function withEngine<Answer>(work: (engine: Engine) => Promise<Answer>): Promise<Answer> {
  const engine = await openEngine('onnx', { threads: availableParallelism() });
  try {
    return await work(engine);
  } finally {
    await engine.dispose();
  }
}
