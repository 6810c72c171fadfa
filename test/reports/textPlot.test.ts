/** The plot in characters: where letters stand, which rows are on the front, what is left out. */
import { describe, expect, it } from 'vitest';
import { boardsOf } from '../../reports/boards.ts';
import { reportRows } from '../../reports/rows.ts';
import { textPlot } from '../../reports/textPlot.ts';
import { trainedRecord } from '../harness/recordFixture.ts';

function boardOf(points: Readonly<Record<string, readonly [ndcg10: number, milliseconds: number]>>) {
  const base = trainedRecord(1, 0);
  const records = Object.entries(points).map(([label, [ndcg10, singleStreamP50Milliseconds]]) =>
    trainedRecord(1, ndcg10, {
      caseId: label,
      baseline: { ...base.baseline, id: label, label },
      costs: { ...base.costs, singleStreamP50Milliseconds },
    }),
  );
  return boardsOf(reportRows(records))[0]!;
}

const points = { random: [0, 0.01], markov: [0.04, 0.1], sasrec: [0.1, 1], slow: [0.05, 10] } as const;

function placeOf(plot: string, letter: string): { readonly row: number; readonly column: number } {
  const rows = plot
    .split('\n')
    .slice(1, 13)
    .map((line) => line.slice(9));
  const row = rows.findIndex((line) => line.includes(letter));
  return { row, column: rows[row]!.indexOf(letter) };
}

describe('the plot in characters', () => {
  const plot = textPlot(boardOf(points), 80)!;

  it('puts every row where its figures are: equal ratios of time equally far apart', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => placeOf(plot, letter)) as [Place, Place, Place, Place];
    expect(Math.abs(b.column - a.column - (c.column - b.column))).toBeLessThanOrEqual(1);
    expect(Math.abs(d.column - c.column - (c.column - b.column))).toBeLessThanOrEqual(1);
    expect(a.row).toBe(11);
    expect([c.row < d.row, d.row <= b.row, b.row < a.row]).toEqual([true, true, true]);
    // 0.04 of 0.1 is two fifths of the way.
    expect(Math.abs((a.row - b.row) / (a.row - c.row) - 0.4)).toBeLessThan(0.1);
  });

  it('marks the rows that no other beats in both', () => {
    expect(plot).toMatch(/a random \*.*b markov \*.*c sasrec \*.*d slow\n/u);
  });

  it('has no line wider than the terminal', () => {
    for (const width of [60, 80, 200]) {
      const lines = textPlot(boardOf(points), width)!.split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.min(width, 74));
    }
  });

  it('says where several stand in one place', () => {
    const crowd = textPlot(boardOf({ ...points, twin: [0.1, 1] }), 80)!;
    expect(placeOf(crowd, '+')).toEqual(placeOf(plot, 'c'));
    expect(crowd).toContain('+: several in one place.');
  });

  it('is none for one row', () => {
    expect(textPlot(boardOf({ alone: [0.1, 1] }), 80)).toBeNull();
  });
});

type Place = ReturnType<typeof placeOf>;
