import { mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import popularity from '../../baselines/popularity.ts';
import { readColumns, writeColumns } from '../../src/columnFiles.ts';
import { UserError } from '../../src/errors.ts';

let directory: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'seqbench-columns-'));
  const counts = Uint32Array.of(9, 4_000_000_000, 0, 1).subarray(1);
  await writeColumns(directory, {
    kind: 'test',
    numbers: { alpha: 0.5 },
    columns: { counts, shares: Float32Array.of(-0.25) },
  });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('gives back what was written, views included', async () => {
  expect(await readColumns(directory, 'test')).toEqual({
    kind: 'test',
    numbers: { alpha: 0.5 },
    columns: { counts: Uint32Array.of(4_000_000_000, 0, 1), shares: Float32Array.of(-0.25) },
  });
});

test('another kind, a cut file, a missing file and a missing header are refused', async () => {
  await expect(readColumns(directory, 'other')).rejects.toThrow(/holds no model of "other"/);
  await expect(popularity.load({ directory, engine: null })).rejects.toThrow(UserError);
  truncateSync(join(directory, 'counts.bin'), 8);
  await expect(readColumns(directory, 'test')).rejects.toThrow(/counts.bin" has 8 bytes in place of 12/);
  unlinkSync(join(directory, 'counts.bin'));
  await expect(readColumns(directory, 'test')).rejects.toThrow(/Cannot read ".*counts.bin"/);
  writeFileSync(join(directory, 'model.json'), '{ "format": 2 }');
  await expect(readColumns(directory, 'test')).rejects.toThrow(/fit it again/);
  writeFileSync(join(directory, 'model.json'), '{ "format":');
  await expect(readColumns(directory, 'test')).rejects.toThrow(UserError);
  unlinkSync(join(directory, 'model.json'));
  await expect(readColumns(directory, 'test')).rejects.toThrow(/Cannot read ".*model.json"/);
});
