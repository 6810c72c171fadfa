import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBaseline, importBaseline, listBaselines } from '../../harness/config/registry.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seqbench-registry-'));
  writeFileSync(join(folder, 'simple.ts'), "throw new Error('imported');");
  writeFileSync(join(folder, '_helper.ts'), '');
  writeFileSync(join(folder, 'notes.md'), '');
  writeFileSync(join(folder, 'types.d.ts'), '');
  writeFileSync(join(folder, 'nothing.ts'), 'export default {};');
  mkdirSync(join(folder, 'large'));
  writeFileSync(join(folder, 'large/index.ts'), '');
  writeFileSync(join(folder, 'large/part.ts'), '');
  mkdirSync(join(folder, 'no-index'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the registry', () => {
  it('lists files and folders with an index by name, and imports none of them', () => {
    expect(listBaselines(folder).map(({ id }) => id)).toEqual(['large', 'nothing', 'simple']);
  });

  it('finds the baselines that come with seqbench', async () => {
    const ids = listBaselines().map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['markov', 'popularity', 'popularity-recent', 'random']));
    const popularity = await importBaseline(findBaseline('popularity', folder));
    expect(popularity.configure({}).settings).toEqual({ count: 'events' });
  });

  it('names the known ones and the nearest for an unknown id', () => {
    expect(() => findBaseline('simpel', folder, folder)).toThrow(
      'Unknown baseline "simpel". Did you mean "simple"? Known: large, nothing, simple; or the path of a file, starting with "./".',
    );
  });

  it('takes the path of a file, relative to the config, with a hash of what is in it', () => {
    const source = findBaseline('./large/index.ts', folder);
    expect(source).toMatchObject({ id: 'large', file: join(folder, 'large/index.ts') });
    // SHA-256 of nothing.
    expect(source.fileHash).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(() => findBaseline('./none.ts', folder)).toThrow(
      `No file ${join(folder, 'none.ts')} for the baseline "./none.ts".`,
    );
  });

  it('refuses a file that defines no baseline', async () => {
    const source = findBaseline('./nothing.ts', folder);
    await expect(importBaseline(source)).rejects.toThrow('has no default export made with defineBaseline');
  });
});
