/** Rows in Bencher's metric format (BMF), for `bencher run --adapter json`: `{ benchmark: { measure: { value } } }`. Pure. */
import { rowFigures, type RowFigure } from '../rowFigures.ts';
import type { ReportRow } from '../rows.ts';
import { benchmarkNames } from './benchmarkNames.ts';
import { hasFigures, jsonText, type ExportFile } from './exportFile.ts';

export interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

function metric({ value, low, high }: RowFigure): BencherMetric {
  return { value, ...(low !== null && { lower_value: low }), ...(high !== null && { upper_value: high }) };
}

/** Measures have the names of figures, `ndcg@10` or `peakMemoryBytes`, and so their units. */
export function bencherReport(rows: readonly ReportRow[]): Record<string, Record<string, BencherMetric>> {
  const shown = rows.filter(hasFigures);
  const names = benchmarkNames(shown);
  const benchmarks = shown.map((row, place) => {
    const measures = rowFigures(row).map((figure) => [figure.figure.name, metric(figure)] as const);
    return [names[place]!, Object.fromEntries(measures)] as const;
  });
  return Object.fromEntries(benchmarks);
}

export function bencherFiles(rows: readonly ReportRow[]): ExportFile[] {
  return [{ name: 'bencher.json', text: jsonText(bencherReport(rows)) }];
}
