/** Steps of the profiles benchmark, each in a process of its own; prints what it found as JSON. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { measureAnisotropy } from '../../../src/profiles/inspect/anisotropy.ts';
import { measureFaithfulness } from '../../../src/profiles/inspect/trustworthiness.ts';
import { reduceSettingsSchema } from '../../../src/profiles/reduce/reduceSettings.ts';
import { reduceVectors } from '../../../src/profiles/reduce/reduceVectors.ts';
import type { Rows } from '../../../src/profiles/reduce/rowBlocks.ts';
import { textLikeVectors } from './textLikeVectors.ts';

const SEED = 1;

async function readRows(path: string, width: number): Promise<Rows> {
  return { values: new Float32Array(new Uint8Array(await readFile(path)).buffer), width };
}

async function writeRows(path: string, values: Float32Array): Promise<void> {
  await writeFile(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

const steps: Readonly<Record<string, (words: readonly string[]) => Promise<object>>> = {
  async make([path, rows, width, meanCosine]) {
    const shape = { rows: Number(rows), width: Number(width), meanCosine: Number(meanCosine) };
    const values = textLikeVectors(shape, SEED);
    await writeRows(path!, values);
    return measureAnisotropy({ values, width: shape.width }, SEED);
  },
  async reduce([path, width, kind, targetWidth, out]) {
    const { values, width: from } = await readRows(path!, Number(width));
    const settings = reduceSettingsSchema.parse({ kind });
    const options = { width: Number(targetWidth), seed: SEED };
    const { vectors, seconds, facts } = await reduceVectors(values, values.length / from, settings, options);
    await writeRows(out!, vectors);
    return { seconds, facts, peakBytes: process.resourceUsage().maxRSS * 1024 };
  },
  async measure([path, width, out, targetWidth]) {
    const engine = await openEngine('onnx', { threads: availableParallelism() });
    const [before, after] = [await readRows(path!, Number(width)), await readRows(out!, Number(targetWidth))];
    const found = await measureFaithfulness(engine, before, after, { neighbours: 15, sampledRows: 1000, seed: SEED });
    await engine.dispose();
    return found;
  },
};

const [step = '', ...words] = process.argv.slice(2);
console.log(JSON.stringify(await steps[step]!(words)));
