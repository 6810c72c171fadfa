/** `seqbench export` from a run's results: the file, its id map, its README, and what it refuses. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportModel, type ExportOptions } from '../../harness/export/exportModel.ts';
import { importBaseline, findBaseline } from '../../harness/config/registry.ts';
import { readItems, writeItems } from '../../harness/records/itemFile.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { historyBatch } from '../../src/split/histories.ts';
import { tinySplit } from '../support/tinySplit.ts';
import { openWorkplace, type Workplace } from './seqbench.ts';

const CASE = 'sasrec.simulated-tiny';
const QUICK = '{ width: 8, blocks: 1, epochs: 2, maxLength: 12 }';

let place: Workplace;
let record: CompletedRecord;
let modelFolder: string;

beforeAll(async () => {
  place = openWorkplace();
  const config = place.writeConfig(`  - popularity\n  - { id: sasrec, settings: ${QUICK} }\n`);
  const { exitCode, stderr } = await place.run('run', config);
  expect(exitCode, stderr).toBe(0);
  const stored = await readRecords(place.results);
  const trained = stored.find(({ record: { baseline } }) => baseline.id === 'sasrec')!;
  record = trained.record as CompletedRecord;
  modelFolder = join(dirname(trained.path), record.modelDirectory);
});
afterAll(() => {
  place.remove();
});

/** Without a process of its own. */
function exportHere(changes: Partial<ExportOptions>) {
  return exportModel({
    from: place.results,
    caseId: null,
    outDirectory: join(place.folder, 'none'),
    k: 10,
    batchSize: 1,
    historyLength: null,
    seenItems: null,
    baseline: null,
    cacheDirectory: join(place.folder, 'cache'),
    onNote: () => undefined,
    ...changes,
  });
}

describe('seqbench export', () => {
  it('writes a model that answers as the stored one does', async () => {
    const out = join(place.folder, 'out');
    const words = ['export', place.results, '--case', CASE, '--out', out, '--k', '5', '--length', '30', '--json'];
    const { exitCode, stdout, stderr } = await place.run(...words);
    expect(exitCode, stderr).toBe(0);
    const { itemCount } = JSON.parse(stdout) as { itemCount: number };
    expect(itemCount).toBe(record.split.catalogueItemCount);

    const session = await ort.InferenceSession.create(join(out, 'model.onnx'));
    const baseline = await importBaseline(findBaseline('sasrec', '.'));
    const engine = await openEngine('onnx', { threads: 1 });
    const model = await baseline.load({ directory: modelFolder, engine });
    const histories = historyBatch((await tinySplit()).test, 0, 12);
    const expected = await model.recommend(histories, { k: 5, seenItems: 'filter' });
    for (let index = 0; index < 12; index++) {
      const latest = histories.items.slice(histories.offsets[index], histories.offsets[index + 1]).slice(-30);
      const history = new Int32Array(30);
      history.set(latest, 30 - latest.length);
      const { items } = await session.run({ history: new ort.Tensor('int32', history, [1, 30]) });
      expect(Array.from(items!.data as Int32Array)).toEqual([...expected.items.subarray(index * 5, (index + 1) * 5)]);
    }
  });

  it('says which item each number is, with its title, and how to ask', async () => {
    const out = join(place.folder, 'map');
    expect((await place.run('export', place.results, '--case', CASE, '--out', out)).exitCode).toBe(0);
    const items = await readItems(join(out, 'items.tsv'));
    expect(items.length).toBe(record.split.catalogueItemCount);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.every(({ title }) => title !== '')).toBe(true);
    // The one the case left has the same order, without titles.
    const saved = await readItems(join(dirname(modelFolder), 'items.tsv'));
    expect(saved.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toContain(record.caseId);
    expect(readme).toContain('[1, 12]');
    expect(readdirSync(out).sort()).toEqual(['README.md', 'items.tsv', 'model.onnx']);
  });

  it('takes a model folder of its own', async () => {
    const out = join(place.folder, 'own');
    const { batchSize, historyLength, caseId } = await exportHere({
      from: modelFolder,
      outDirectory: out,
      batchSize: 3,
    });
    expect([batchSize, historyLength, caseId]).toEqual([3, 12, null]);
  });

  it('ends with exit code 2 and one sentence where it cannot', async () => {
    const { exitCode, stderr } = await place.run('export', place.results, '--case', CASE, '--k', '0');
    expect([exitCode, stderr]).toEqual([2, '--k 0: must be a whole number, at least 1.\n']);
  });

  it.each([
    [{}, 'Several cases are meant; choose one with --case: '],
    [{ caseId: 'nope' }, 'No finished case "nope" in '],
    [{ caseId: 'popularity' }, '"popularity" cannot be written as one graph'],
    [{ from: 'cache' }, 'holds neither a trained model nor records of finished cases'],
    [{ caseId: CASE, k: 99_999 }, '--k 99999: must be from 1 to '],
  ])('refuses %j with a sentence', async (changes: { from?: string; caseId?: string; k?: number }, sentence) => {
    const from = join(place.folder, changes.from ?? 'results');
    await expect(exportHere({ ...changes, from })).rejects.toThrow(sentence);
  });

  it('refuses a model whose id map is gone', async () => {
    const items = join(dirname(modelFolder), 'items.tsv');
    const kept = await readItems(items);
    rmSync(items);
    await expect(exportHere({ from: modelFolder })).rejects.toThrow("Nothing says which items the model's numbers");
    await writeItems(items, kept);
  });
});

describe('the id map', () => {
  it('survives tabs, line ends and backslashes', async () => {
    const folder = join(place.folder, 'odd');
    mkdirSync(folder);
    const items = [
      { id: 'a\tb', title: 'two\nlines \\ and \\n' },
      { id: 'ü', title: '' },
    ];
    await writeItems(join(folder, 'items.tsv'), items);
    expect(await readItems(join(folder, 'items.tsv'))).toEqual(items);
  });
});
