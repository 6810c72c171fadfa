/** When distillation has paid for itself, by hand. */
import { describe, expect, it } from 'vitest';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { boardsOf } from '../../reports/boards.ts';
import { breakEven } from '../../reports/breakEven.ts';
import { breakEvenTable } from '../../reports/breakEvenTable.ts';
import { reportRows } from '../../reports/rows.ts';
import type { TableView } from '../../reports/tableView.ts';
import { terminalReport } from '../../reports/terminal.ts';
import { trainedRecord } from '../harness/recordFixture.ts';

const distilled = { profileSeconds: 600, fitSeconds: 130, singleStreamP50Milliseconds: 0.5 };
const plain = { fitSeconds: 100, singleStreamP50Milliseconds: 0.5 };
const generative = { fitSeconds: 900, singleStreamP50Milliseconds: 50.5 };

describe('break-even', () => {
  it('divides what comes before by what each request saves', () => {
    expect(breakEven(distilled, plain, generative)).toEqual({
      profileSeconds: 600,
      trainingSeconds: 30,
      secondsPerRequest: 0.05,
      requests: 12_600,
    });
  });

  it('is never beside a model that answers as fast, and at once where nothing came before', () => {
    expect(breakEven(distilled, plain, plain)?.requests).toBeNull();
    expect(breakEven({ ...distilled, profileSeconds: 0, fitSeconds: 90 }, plain, generative)?.requests).toBe(0);
  });

  it('is not known where a figure is not', () => {
    expect(breakEven({ ...distilled, profileSeconds: null }, plain, generative)).toBeNull();
    expect(breakEven(distilled, {}, generative)).toBeNull();
  });
});

describe('the table of break-even', () => {
  const base = trainedRecord(1, 0.05);
  const named = (id: string, label: string, costs: Partial<CompletedRecord['costs']>) =>
    trainedRecord(1, 0.05, {
      caseId: label,
      baseline: { ...base.baseline, id, label },
      costs: { ...base.costs, ...costs },
    });
  const sasrec = named('sasrec', 'sasrec', { fitSeconds: 100 });
  const distilling = { fitSeconds: 130, singleStreamP50Milliseconds: 0.5, profileSeconds: 600 };
  const taught = named('sasrec-distilled', 'sasrec + llm', distilling);
  const writing = named('idgenrec', 'idgenrec', { singleStreamP50Milliseconds: 50.5 });
  const tableOf = (...records: CompletedRecord[]) => breakEvenTable(boardsOf(reportRows(records))[0]!);
  const cells = (view: TableView | null) => view!.rows.map((row) => [row.label, ...row.cells.map(({ text }) => text)]);

  it('shows what the figure is made of, for each pair', () => {
    const imported = named('sasrec-distilled', 'sasrec + own', { ...distilling, profileSeconds: null });
    const view = tableOf(sasrec, taught, imported, writing);
    expect(cells(view)).toEqual([
      ['sasrec + llm, idgenrec', '600 s', '30.0 s', '50.0 ms', '12,600'],
      ['sasrec + own, idgenrec', '–', '–', '–', '–'],
    ]);
    expect(view!.notes.slice(1)).toEqual([expect.stringContaining('sasrec + own: what making its profiles took')]);
    expect(terminalReport(boardsOf(reportRows([sasrec, taught, writing])), { width: 120, hasColor: false })).toContain(
      '12,600',
    );
  });

  it('says never, and says what lacks', () => {
    expect(
      cells(tableOf(sasrec, taught, named('idgenrec', 'idgenrec', { singleStreamP50Milliseconds: 0.25 }))),
    ).toEqual([['sasrec + llm, idgenrec', '600 s', '30.0 s', '−250 µs', 'never']]);
    expect(tableOf(taught, writing)!.notes[1]).toContain('no single sasrec beside it');
  });

  it('says that the plain model did more than train', () => {
    const logging = { ...sasrec, settings: { logDistillation: true } };
    expect(tableOf(logging, taught, writing)!.notes[1]).toContain('sasrec logged its distance');
    expect(tableOf(sasrec, taught, writing)!.notes).toHaveLength(1);
  });

  it('is left out where one kind is missing', () => {
    expect(tableOf(sasrec, taught)).toBeNull();
    expect(tableOf(sasrec, writing)).toBeNull();
  });
});
