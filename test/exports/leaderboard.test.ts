import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { leaderboardParts, leaderboardText } from '../../reports/exports/leaderboard.ts';
import { leaderboardCsv } from '../../reports/exports/leaderboardCsv.ts';
import {
  leaderboardJsonSchemaText,
  type Leaderboard,
  type LeaderboardRow,
} from '../../reports/exports/leaderboardSchema.ts';
import { COSTS } from '../../src/metrics/cost.ts';
import { METRICS } from '../../src/metrics/metric.ts';
import { siteFiles } from '../../reports/site/site.ts';
import { boardCases, collectFiles, siteInputOf } from '../site/boardFixture.ts';
import { exportRows, MARKS } from './exportRecords.ts';

const SCHEMA_FILE = join(import.meta.dirname, '../../reports/exports/leaderboard.schema.json');
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object);

function check(data: unknown): string[] {
  return validate(data) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message!}`);
}

const rows = exportRows();
const parts = leaderboardParts({ rows, seqbenchVersion: '0.1.0', pageOf: (place) => `runs/${place}.html` });
const text = [...leaderboardText(parts)].join('');
const read = JSON.parse(text) as Leaderboard;
const rowOf = (model: string) => read.rows.find((row) => row.model === model)!;

describe('the schema of leaderboard.json', () => {
  it('is up to date beside its source; else run `npm run schema`', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(leaderboardJsonSchemaText());
  });

  it('takes what is written, also where that is nothing', () => {
    expect(check(read)).toEqual([]);
    const none = leaderboardText(leaderboardParts({ rows: [], seqbenchVersion: '0.1.0', pageOf: null }));
    expect(check(JSON.parse([...none].join('')))).toEqual([]);
  });

  it('has a line for each row', () => {
    expect(text.split('\n').filter((line) => line.startsWith('  {"id":'))).toHaveLength(rows.length);
  });

  it.each([
    ['another version', (data: Leaderboard) => ({ ...data, schemaVersion: 2 })],
    ['no rows', (data: Leaderboard) => ({ ...data, rows: undefined })],
    ['a figure that is a text', (data: Leaderboard) => withFigure(data, { ...FIGURE, value: '0.1' })],
    ['a figure without its interval', (data: Leaderboard) => withFigure(data, { value: 0.1 })],
    ['a grade that there is not', (data: Leaderboard) => withProvenance(data, { grade: 'trust me' })],
  ])('refuses %s', (_, change) => {
    expect(check(change(read))).not.toEqual([]);
  });
});

const FIGURE = { value: 0.1, low: null, high: null, sd: null, seedCount: 1 };

function withFigure(data: Leaderboard, figure: object): unknown {
  const [first, ...rest] = data.rows;
  return { ...data, rows: [{ ...first, figures: { 'ndcg@10': figure } }, ...rest] };
}

function withProvenance(data: Leaderboard, changes: object): unknown {
  const [first, ...rest] = data.rows;
  return { ...data, rows: [{ ...first, provenance: { ...first!.provenance, ...changes } }, ...rest] };
}

describe('leaderboard.json', () => {
  it('has units and directions from the tables of figures', () => {
    for (const { name, unit, better } of read.figures) {
      const [id] = name.split('@');
      const known = [...METRICS, ...COSTS].find((definition) => definition.id === id);
      if (!name.startsWith('singleStream.')) expect([unit, better]).toEqual([known!.unit, known!.better]);
    }
    const names = read.figures.map(({ name }) => name);
    expect(names).toContain('ndcg@10');
    expect(names).toContain('peakMemoryBytes');
    expect(names).toContain('singleStream.p50Milliseconds');
  });

  it('has means with their intervals, medians with their ranges, and latencies with their bootstrap intervals', () => {
    const { figures } = rowOf('sasrec');
    expect(figures['ndcg@10']!.value).toBeCloseTo(0.06, 12);
    // 0.06 -+ t(0.975; 1) 12.7062 x 0.01414 / sqrt(2)
    expect(figures['ndcg@10']!.low).toBeCloseTo(-0.067062, 6);
    expect(figures['ndcg@10']).toMatchObject({ seedCount: 2 });
    expect(figures.fitSeconds).toEqual({ value: 61.5, low: 61, high: 62, sd: null, seedCount: 2 });
    expect(figures['singleStream.p50Milliseconds']).toMatchObject({ value: 0.225, low: 0.2 * 0.9, high: 0.25 * 1.1 });
    expect(rowOf('popularity').figures['ndcg@10']).toEqual({ ...FIGURE, value: 0.025 });
  });

  it('has null for what was not measured or is void, and the reason of what failed', () => {
    expect(rowOf('popularity').figures['singleStream.p50Milliseconds']).toBeNull();
    expect(rowOf(MARKS).figures['singleStream.p50Milliseconds']).toBeNull();
    expect(rowOf('broken').failures).toEqual([{ seed: 1, message: 'out of cheese' }]);
    expect(Object.values(rowOf('broken').figures).every((figure) => figure === null)).toBe(true);
  });

  it('says where each row is from, and which rows may be compared', () => {
    expect(rowOf('sasrec').provenance).toMatchObject({
      grade: 'run-here',
      submission: null,
      commits: ['0123456789abcdef'],
      hasUncommittedChanges: false,
    });
    expect(rowOf('sasrec').provenance.cases.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(read.boards.map((board) => board.rows)).toEqual([read.rows.map(({ id }) => id)]);
  });

  it('lies beside the site with pages that are there, the same as its CSV', () => {
    const files = collectFiles(siteFiles(siteInputOf(boardCases())));
    const board = JSON.parse(files.get('leaderboard.json')!) as Leaderboard;
    expect(check(board)).toEqual([]);
    expect(files.get('leaderboard.schema.json')).toBe(leaderboardJsonSchemaText());
    expect(board.rows.every(({ page }) => files.has(page!))).toBe(true);
    expect(new Set(board.boards.flatMap((one) => one.rows))).toEqual(new Set(board.rows.map(({ id }) => id)));
    const csv = leaderboardCsv({ head: board, rows: () => board.rows.values() as Generator<LeaderboardRow> });
    expect(files.get('leaderboard.csv')).toBe([...csv].join(''));
  });
});

describe('leaderboard.csv', () => {
  const lines: Record<string, string>[] = parse([...leaderboardCsv(parts)].join(''), { columns: true });

  it('has a line for every figure that a row has, with the same numbers', () => {
    const known = read.rows.flatMap((row) => Object.values(row.figures).filter((figure) => figure !== null));
    expect(lines).toHaveLength(known.length);
    for (const line of lines) {
      const figure = read.rows.find(({ id }) => id === line.row)!.figures[line.figure!]!;
      expect(Number(line.value)).toBe(figure.value);
      expect(line.low === '' ? null : Number(line.low)).toBe(figure.low);
      expect(line.better).toBe(read.figures.find(({ name }) => name === line.figure)!.better);
    }
  });

  it('holds no text that a spreadsheet would run', () => {
    const marked = lines.filter(({ baseline, model }) => baseline === 'sasrec' && model !== 'sasrec');
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.every(({ model }) => model === `'${MARKS}`)).toBe(true);
  });
});
