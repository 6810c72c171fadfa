/** Exports for other programs: golden files, and what those programs would make of them. */
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bencherFiles, bencherReport } from '../../reports/exports/bencher.ts';
import { githubActionFiles, githubBenchmarks } from '../../reports/exports/githubActionBenchmark.ts';
import { modelCardFiles } from '../../reports/exports/modelIndex.ts';
import { reportRows } from '../../reports/rows.ts';
import { findFigure } from '../../src/metrics/figure.ts';
import { completedRecord, trainedRecord } from '../harness/recordFixture.ts';
import { askPython, hasPythonModule } from '../support/python.ts';
import { exportRows, MARKS } from './exportRecords.ts';

const GOLDEN = join(import.meta.dirname, '../golden/exports');
const rows = exportRows();

interface Card {
  readonly 'model-index': readonly {
    readonly name: string;
    readonly results: readonly {
      readonly task: { readonly type: string };
      readonly dataset: { readonly name: string; readonly args: Readonly<Record<string, unknown>> };
      readonly metrics: readonly { readonly type: string; readonly value: number }[];
      readonly source?: { readonly name: string; readonly url: string };
    }[];
  }[];
}

function frontMatterOf(text: string): Card {
  const [before, yaml] = text.split(/^---$/mu);
  expect(before).toBe('');
  // As readers of YAML 1.1 do, too.
  const card = parse(yaml!) as Card;
  expect(parse(yaml!, { version: '1.1' })).toEqual(card);
  return card;
}

describe("Bencher's metric format", () => {
  /** As https://bencher.dev/docs/reference/bencher-metric-format has it. */
  const metric = {
    type: 'object',
    properties: { value: { type: 'number' }, lower_value: { type: 'number' }, upper_value: { type: 'number' } },
    required: ['value'],
    additionalProperties: false,
  };
  const measures = { type: 'object', patternProperties: { '.+': metric }, minProperties: 1 };
  const validate = new Ajv().compile({ type: 'object', patternProperties: { '.+': measures } });

  it('is as before', async () => {
    for (const { name, text } of bencherFiles(rows)) await expect(text).toMatchFileSnapshot(join(GOLDEN, name));
  });

  it('is what Bencher reads, with names within its limits', () => {
    const report = JSON.parse(bencherFiles(rows)[0]!.text) as ReturnType<typeof bencherReport>;
    expect(validate(report)).toBe(true);
    for (const [name, found] of Object.entries(report)) {
      expect(name.length).toBeLessThanOrEqual(1024);
      for (const measure of Object.keys(found)) expect(measure.length).toBeLessThanOrEqual(64);
    }
    expect(report['sasrec / shop / strict / onnx']!['singleStream.p50Milliseconds']!.value).toBeCloseTo(0.225, 12);
    expect(report['popularity / shop / strict / no engine']!['ndcg@10']).toEqual({ value: 0.025 });
  });

  it('keeps every value within its bounds', () => {
    for (const found of Object.values(bencherReport(rows)).flatMap((one) => Object.values(one))) {
      expect(found.lower_value ?? -Infinity).toBeLessThanOrEqual(found.value);
      expect(found.upper_value ?? Infinity).toBeGreaterThanOrEqual(found.value);
    }
  });

  it('gives rows names of their own that other commits and machines do not change', () => {
    const { code, machine } = completedRecord();
    const later = trainedRecord(1, 0.05, {
      code: { ...code, commit: 'fedcba9876543210' },
      machine: { ...machine, id: 'other' },
    });
    expect(Object.keys(bencherReport(reportRows([later])))).toEqual(['sasrec / shop / strict / onnx']);
    const twins = [1, 2].map((width) => trainedRecord(1, 0.05, { caseId: String(width), settings: { width } }));
    const names = Object.keys(bencherReport(reportRows(twins)));
    expect(new Set(names).size).toBe(2);
    const long = completedRecord({ baseline: { ...completedRecord().baseline, label: 'x'.repeat(5000) } });
    expect(Object.keys(bencherReport(reportRows([long])))[0]!.length).toBeLessThanOrEqual(1024);
  });
});

describe("github-action-benchmark's files", () => {
  it('are as before', async () => {
    for (const { name, text } of githubActionFiles(rows)) await expect(text).toMatchFileSnapshot(join(GOLDEN, name));
  });

  it('hold each figure once, in the file of its direction', () => {
    const [lower, higher] = [githubBenchmarks(rows, 'lower'), githubBenchmarks(rows, 'higher')];
    const figureOf = (name: string) => findFigure(name.split(' / ').at(-1)!)!;
    expect(lower.every(({ name }) => figureOf(name).better === 'lower')).toBe(true);
    expect(higher.every(({ name }) => figureOf(name).better === 'higher')).toBe(true);
    const names = [...lower, ...higher].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const bencher = Object.values(bencherReport(rows)).flatMap((one) => Object.keys(one));
    expect(names).toHaveLength(bencher.length);
    expect(githubActionFiles(rows).map(({ name }) => name)).toEqual([
      'customSmallerIsBetter.json',
      'customBiggerIsBetter.json',
    ]);
  });

  it('tell money in its currency', () => {
    const { costs } = completedRecord();
    const priced = completedRecord({
      prices: { perHour: 1, currency: 'EUR' },
      costs: { ...costs, moneyPerMillionRequests: 2 },
    });
    const found = githubBenchmarks(reportRows([priced]), 'lower').find(({ name }) => name.endsWith('Requests'));
    expect(found).toMatchObject({ unit: 'EUR', value: 2 });
  });
});

describe('model cards', () => {
  const files = modelCardFiles(rows, 'https://example.org/board');

  it('are as before', async () => {
    for (const { name, text } of files) await expect(text).toMatchFileSnapshot(join(GOLDEN, 'cards', name));
  });

  it('have the keys of a model-index', () => {
    expect(files.map(({ name }) => name.split('.')[0])).toEqual(['popularity', 'sasrec', '1-1-q-a-b-c-d-e-f-g-i-h-j']);
    const [model] = frontMatterOf(files[1]!.text)['model-index'];
    expect(Object.keys(model!.results[0]!)).toEqual(['task', 'dataset', 'metrics', 'source']);
    const ndcg = model!.results[0]!.metrics.find(({ type }) => type === 'ndcg_at_10')!;
    expect(ndcg.value).toBeCloseTo(0.06, 12);
    expect(model!.results[0]!.source).toMatchObject({ name: 'seqbench, run here' });
    expect(model!.results[0]!.source!.url).toMatch(
      /^https:\/\/example\.org\/board\/runs\/sasrec\.shop\.[0-9a-f]+\.html$/u,
    );
  });

  it('hold a name full of marks as it is, but for line ends', () => {
    const [model] = frontMatterOf(files[2]!.text)['model-index'];
    expect(model!.name).toBe(MARKS.replaceAll('\n', ' '));
    expect(files[2]!.text).toContain('\\*g\\* \\<i\\>');
  });

  it('write small numbers so that readers of YAML 1.1 take them for numbers', () => {
    const tiny = completedRecord({ metrics: { 'ndcg@10': 1e-7, 'recall@10': 2.5e-9 } });
    const [file] = modelCardFiles(reportRows([tiny]), null);
    expect(file!.text).toContain('value: 1.0e-7');
    const { metrics } = frontMatterOf(file!.text)['model-index'][0]!.results[0]!;
    expect(metrics.map(({ value }) => value)).toEqual([1e-7, 2.5e-9]);
  });

  it('put the data of one model side by side, and name no source that has no address', () => {
    const { dataset } = completedRecord();
    const other = completedRecord({
      caseId: 'x',
      dataset: { ...dataset, name: 'films', isSimulated: true, contentHash: 'f1' },
    });
    const [file, ...more] = modelCardFiles(reportRows([completedRecord(), other]), null);
    expect(more).toEqual([]);
    const { results } = frontMatterOf(file!.text)['model-index'][0]!;
    expect(results.map((result) => result.dataset.name)).toEqual(['shop (strict)', 'films (strict, SIMULATED users)']);
    expect(results.every(({ source }) => source === undefined)).toBe(true);
  });
});

interface ReadCard {
  readonly name: string;
  readonly results: readonly { readonly metric: string; readonly value: unknown; readonly source: string | null }[];
}

describe.skipIf(!hasPythonModule('huggingface_hub'))("model cards, read by the hub's own client", () => {
  it('give back every name, value and source', () => {
    const tiny = completedRecord({
      metrics: { 'ndcg@10': 1e-7 },
      baseline: { ...completedRecord().baseline, label: 'no' },
    });
    const all = [...rows, ...reportRows([tiny])];
    const read = askPython(
      'read_cards.py',
      [],
      modelCardFiles(all, 'https://example.org/board').map(({ text }) => text),
    ) as ReadCard[];
    expect(read.map(({ name }) => name)).toEqual(['popularity', 'sasrec', MARKS.replaceAll('\n', ' '), 'no']);
    const [popularity, , , no] = read;
    const { metrics } = completedRecord();
    for (const { metric, value, source } of popularity!.results) {
      expect(value).toBe(metrics[metric.replace('_at_', '@')]);
      expect(source).toMatch(/^https:\/\/example\.org\/board\/runs\/popularity\./u);
    }
    expect(popularity!.results).toHaveLength(Object.keys(metrics).length);
    expect(no!.results[0]!.value).toBe(1e-7);
  });
});

describe('all exports', () => {
  it('leave out what has no figures and write names that every file system takes', () => {
    const files = [...bencherFiles(rows), ...githubActionFiles(rows), ...modelCardFiles(rows, null)];
    for (const { name, text } of files) {
      expect(name).toMatch(/^[A-Za-z0-9.-]+$/u);
      expect(text).not.toContain('broken');
    }
  });

  it('are valid where there is nothing to tell', () => {
    expect(bencherReport([])).toEqual({});
    expect(githubActionFiles([]).map(({ text }) => text)).toEqual(['[]\n', '[]\n']);
    expect(modelCardFiles([], null)).toEqual([]);
  });
});
