/** The paper's tables from records, their LaTeX, and that LaTeX takes it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardsOf } from '../../reports/boards.ts';
import { escapeLatex, latexReport, latexTable } from '../../reports/latex.ts';
import { paperTables } from '../../reports/paper/paperTables.ts';
import { TABLE_2, TABLE_5 } from '../../reports/paper/printed.ts';
import { reportRows } from '../../reports/rows.ts';
import { completedRecord, trainedRecord } from '../harness/recordFixture.ts';

const beauty = { ...completedRecord().dataset, name: 'amazon-beauty' };
const base = trainedRecord(1, 0);

function cases(id: string, ndcg10: number, settings: unknown = {}, inferenceSeconds = 0.5) {
  return [1, 2].map((seed) =>
    trainedRecord(seed, ndcg10 + seed / 1000, {
      caseId: `${id}.${JSON.stringify(settings)}.${seed}`,
      baseline: { ...base.baseline, id, label: id },
      settings,
      dataset: beauty,
      costs: { ...base.costs, inferenceSeconds },
    }),
  );
}

const records = [
  ...cases('sasrec', 0.02),
  ...cases('sasrec-distilled', 0.022, { alpha: 0.4, beta: 'dynamic' }),
  ...cases('idgenrec', 0.01, {}, 50),
];
const tables = new Map(paperTables(reportRows(records)).map(({ id, view }) => [id, view]));
const texts = (id: string, row: number) => tables.get(id)!.rows[row]!.cells.map(({ text }) => text);

describe("the paper's tables", () => {
  it('are those that there are figures for', () => {
    expect([...tables.keys()]).toEqual(['table1', 'table2', 'table4', 'table5', 'break-even']);
  });

  it('stand beside the printed figures', () => {
    expect(texts('table2', 0)).toEqual([
      '0.0215 ± 0.0007',
      '0.0235 ± 0.0007',
      '+9.30 %',
      '0.0106 ± 0.0004',
      '0.0111 ± 0.0002',
      '+4.72 %',
    ]);
    expect(texts('table4', 0)).toEqual(['0.0115 ± 0.0007', '0.0114']);
  });

  it('have ratios of times, ours and the printed ones', () => {
    expect(tables.get('table5')!.rows.map(({ label }) => label)).toEqual([
      'amazon-beauty: idgenrec',
      'amazon-beauty: sasrec',
      'amazon-beauty: sasrec-distilled',
    ]);
    expect(texts('table5', 0).slice(2)).toEqual(['50.0 s', '100.00x', '1.45x', '50.79x']);
  });

  it('print alpha and beta from two values on', () => {
    const grid = [0.4, 0.8].flatMap((alpha) =>
      cases('sasrec-distilled', alpha / 20, { alpha, beta: 1 }).map((record) => ({
        ...record,
        baseline: { ...record.baseline, label: `sasrec-distilled alpha=${alpha}` },
      })),
    );
    const view = paperTables(reportRows(grid)).find(({ id }) => id === 'table3')!.view;
    expect(view.rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ['0.0215 ± 0.0007', '–', '0.0105', '0.0111'],
      ['0.0415 ± 0.0007', '–', '0.0109', '0.0106'],
    ]);
  });

  it('are printed as the paper derives from them: its uplifts and ratios', () => {
    const { sasrec, 'sasrec-distilled': distilled } = TABLE_2['Amazon-M2']!;
    expect(((distilled!.ndcg[0] / sasrec!.ndcg[0] - 1) * 100).toFixed(2)).toBe('3.13');
    expect((TABLE_5['Kion']!['idgenrec']![1] / TABLE_5['Kion']!['sasrec']![1]).toFixed(1)).toBe('305.4');
  });
});

const hasLatex = spawnSync('pdflatex', ['--version']).status === 0;

function compile(body: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-latex-'));
  const head = '\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n';
  writeFileSync(join(folder, 'page.tex'), `${head}${body}\n\\end{document}\n`);
  try {
    execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'page.tex'], {
      cwd: folder,
      stdio: 'ignore',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('LaTeX', () => {
  it('no label runs as a command', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = escapeLatex(text).replace(
          /\\(?:textbackslash|textasciitilde|textasciicircum|textless|textgreater)\{\}|\$\\(?:pm|times|le|ge|mu)\$|\$-\$|\\[&%$#_{}]/gu,
          '',
        );
        expect(plain).not.toMatch(/[\\&%$#_{}~^]/u);
      }),
    );
  });

  it.skipIf(!hasLatex)('compiles, whatever labels hold', () => {
    const nasty = cases('sasrec', 0.03).map((record) => ({
      ...record,
      baseline: { ...record.baseline, label: '50% of $x_{1}$ & \\input{secret} #~^ <b>' },
    }));
    compile(latexReport(boardsOf(reportRows([...records, ...nasty]))));
    for (const [id, view] of tables) compile(latexTable(view, id));
  });
});
