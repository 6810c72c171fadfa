import { describe, expect, it } from 'vitest';
import { boardsOf } from '../../reports/boards.ts';
import { csvReport } from '../../reports/csv.ts';
import { jsonReport } from '../../reports/json.ts';
import { latexReport } from '../../reports/latex.ts';
import { markdownReport } from '../../reports/markdown.ts';
import { reportRows } from '../../reports/rows.ts';
import { terminalReport } from '../../reports/terminal.ts';
import { completedRecord, failedRecord, trainedRecord } from '../harness/recordFixture.ts';

const plain = { width: 120, hasColor: false };
/** Near sasrec in NDCG, whose seeds differ, and behind it in the rest, where they do not; slower by far. */
function bert4rec(seed: number) {
  const sasrec = trainedRecord(seed, 0.035 + 0.01 * seed);
  return trainedRecord(seed, 0, {
    caseId: `bert4rec.shop.seed${seed}`,
    baseline: { ...sasrec.baseline, id: 'bert4rec', label: 'bert4rec' },
    metrics: { ...sasrec.metrics, 'recall@5': 0.05, 'recall@10': 0.09, 'ndcg@5': 0.03 },
    costs: { ...sasrec.costs, singleStreamP50Milliseconds: 2 },
  });
}

const records = [
  completedRecord(),
  ...[1, 2, 3].map((seed) => trainedRecord(seed, 0.04 + 0.01 * seed)),
  ...[1, 2, 3].map(bert4rec),
];
const boards = boardsOf(reportRows(records));

describe('terminal report', () => {
  it('shows both tables under a header that says what they are of', async () => {
    await expect(terminalReport(boards, plain)).toMatchFileSnapshot('../golden/report.txt');
  });

  it('says SIMULATED where the data is', () => {
    const { dataset } = completedRecord();
    const simulated = completedRecord({ dataset: { ...dataset, isSimulated: true } });
    expect(terminalReport(boardsOf(reportRows([simulated])), plain)).toMatch(
      /^Dataset\s+shop \(SIMULATED, not real users\)/u,
    );
  });

  it('shows missing as a dash and never as 0', () => {
    const text = terminalReport(boardsOf(reportRows([completedRecord()])), plain);
    expect(text).toMatch(/training, per epoch\s+│\s+–/u);
  });

  it('holds no escape codes without colour, and marks the best in bold with it', () => {
    const escape = '\u001B[';
    expect(terminalReport(boards, plain)).not.toContain(escape);
    expect(terminalReport(boards, { ...plain, hasColor: true })).toContain(`${escape}1m0.1000`);
  });

  it('puts columns that do not fit into further tables', () => {
    const many = Array.from({ length: 8 }, (_, index) =>
      completedRecord({
        caseId: `case${index}`,
        baseline: { ...completedRecord().baseline, label: `popularity number ${index}` },
      }),
    );
    const text = terminalReport(boardsOf(reportRows(many)), { width: 80, hasColor: false });
    const tableLines = text.split('\n').filter((line) => /[│┌├└]/u.test(line));
    expect(Math.max(...tableLines.map((line) => line.length))).toBeLessThanOrEqual(80);
    for (let index = 0; index < 8; index++) expect(text).toContain(`popularity number ${index}`);
  });

  it('leaves columns out of a narrow terminal, the least accurate first, and says so', async () => {
    const narrow = { width: 60, hasColor: false, dropsColumns: true };
    const text = terminalReport(boards, narrow);
    await expect(text).toMatchFileSnapshot('../golden/report-narrow.txt');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(terminalReport(boards, { ...narrow, width: 200 })).toBe(
      terminalReport(boards, { width: 200, hasColor: false }),
    );
  });

  it('tells columns of the same label apart by what their settings differ in', () => {
    const wide = trainedRecord(1, 0.08, { caseId: 'wide', settings: { hiddenSize: 128 } });
    const text = terminalReport(boardsOf(reportRows([trainedRecord(1, 0.05), wide])), plain);
    expect(text).toMatch(/│ metric\s+│ sasrec \[1\] │ sasrec \[2\] │/u);
    expect(text).toContain('\nsasrec [1]: hiddenSize=64.\nsasrec [2]: hiddenSize=128.');
  });

  it('names a failed case with its reason and leaves its column empty', () => {
    const failed = failedRecord({ baseline: { ...completedRecord().baseline, id: 'x', label: 'broken' }, caseId: 'x' });
    const text = terminalReport(boardsOf(reportRows([completedRecord(), failed])), plain);
    expect(text).toContain('FAILED: broken, seed 1: out of cheese');
    expect(text).toMatch(/NDCG@10\s+│\s+0\.0250\s+│\s+–\s+│/u);
  });

  it('says so when rows ran on different commits or seeds', () => {
    const { code } = completedRecord();
    const other = trainedRecord(2, 0.05, { code: { ...code, commit: 'fedcba9876543210', isDirty: true } });
    const text = terminalReport(boardsOf(reportRows([completedRecord(), other])), plain);
    expect(text).toContain('01234567, fedcba98 (rows of DIFFERENT commits), with uncommitted changes');
    expect(text).toContain('DIFFERENT by baseline: 1 / 2');
  });

  it('says that there are no records', () => {
    expect(terminalReport([], plain)).toBe('No records.\n');
  });
});

describe('boards', () => {
  const { dataset, split, machine } = completedRecord();
  it.each([
    ['data', { dataset: { ...dataset, contentHash: 'other' } }],
    ['split', { split: { ...split, hash: 'other' } }],
    ['protocol', { protocol: 'strict, target=first' }],
    ['machine', { machine: { ...machine, id: 'other' } }],
    ['list length', { cutoffs: [5, 10, 50] }],
    ['way of measuring', { measure: { ...completedRecord().measure, batchSize: 1 } }],
  ])('never put rows of different %s into one table, and say that it differs', (difference, changes) => {
    const made = boardsOf(reportRows([completedRecord(), completedRecord({ caseId: 'other', ...changes })]));
    expect(made.map((board) => board.rows.length)).toEqual([1, 1]);
    expect(terminalReport(made, plain)).toContain(`2 boards, which differ in ${difference}, so they share no table.`);
  });

  it('say where metrics were computed by other definitions', () => {
    const other = trainedRecord(1, 0.05, { metricsHash: 'other' });
    expect(terminalReport(boardsOf(reportRows([completedRecord(), other])), { width: 200, hasColor: false })).toContain(
      'Warning: metrics of sasrec were computed by OTHER DEFINITIONS than the rest; run them again.',
    );
  });

  it('keep engines apart, and show what needs none beside each', () => {
    const reference = { name: 'reference', provider: 'cpu', threads: 1, versions: {} };
    const made = boardsOf(
      reportRows([
        completedRecord(),
        trainedRecord(1, 0.05),
        trainedRecord(1, 0.05, { caseId: 'r', engine: reference }),
      ]),
    );
    expect(made.map((board) => board.rows.map((row) => [row.label, row.engine?.name]))).toEqual([
      [
        ['popularity', undefined],
        ['sasrec', 'onnx'],
      ],
      [
        ['popularity', undefined],
        ['sasrec', 'reference'],
      ],
    ]);
  });
});

describe('Markdown report', () => {
  it('has the same tables', async () => {
    await expect(markdownReport(boards)).toMatchFileSnapshot('../golden/report.md');
  });

  it.each([
    ['csv', () => csvReport(reportRows(records))],
    ['json', () => `${JSON.stringify(jsonReport(reportRows(records)), null, 2)}\n`],
    ['tex', () => latexReport(boards)],
  ])('and so has %s', async (ending, render) => {
    await expect(render()).toMatchFileSnapshot(`../golden/report.${ending}`);
  });

  it('shows markup in labels and messages as text', () => {
    const baseline = { ...completedRecord().baseline, label: 'a|b <img src=x> *c*' };
    const failure = { kind: 'exception' as const, message: '[x](javascript:y)\n# z', phase: null, detail: '' };
    const text = markdownReport(
      boardsOf(reportRows([completedRecord({ baseline }), failedRecord({ baseline, seed: 2, caseId: 'f', failure })])),
    );
    expect(text).toContain('| metric | a\\|b \\<img src=x\\> \\*c\\* |');
    expect(text).toContain('\\[x\\](javascript:y) \\# z');
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toEqual([]);
  });
});
