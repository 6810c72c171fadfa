/** A real text encoder beside sentence-transformers' vectors; test/golden/miniLm.py makes both. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeSettingsSchema } from '../../../src/profiles/encode/encodeSettings.ts';
import { encodeTexts } from '../../../src/profiles/encode/encodeTexts.ts';
import { modelPlaces } from '../../../src/profiles/encode/textModelFolder.ts';
import { temporaryFolder } from '../../dataset/support.ts';

interface Golden {
  readonly sentences: readonly string[];
  readonly vectors: readonly (readonly number[])[];
}

const MODEL = 'all-MiniLM-L6-v2';
const isHere = modelPlaces().some((place) => existsSync(join(place, MODEL, 'onnx', 'model.onnx')));
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'golden', 'miniLm.json'), 'utf8'),
) as Golden;

it.skipIf(!isHere)(`${MODEL} (in $SEQBENCH_MODELS) gives the vectors of sentence-transformers`, async () => {
  const settings = encodeSettingsSchema.parse({ kind: 'transformers', model: MODEL, batchSize: 4 });
  const encoded = await encodeTexts(golden.sentences, settings, { cacheDirectory: await temporaryFolder() });
  expect(encoded.encoderFacts).toMatchObject({ pooling: 'mean', prefix: '', maxTokens: 256, cutTexts: 1 });
  golden.vectors.forEach((vector, row) => {
    const ours = encoded.vectors.subarray(row * encoded.width, (row + 1) * encoded.width);
    const furthest = Math.max(...vector.map((value, dimension) => Math.abs(value - ours[dimension]!)));
    expect(furthest, golden.sentences[row]).toBeLessThan(1e-4);
  });
});
