/**
 * Rows for github-action-benchmark. A file of its tells nothing but one direction, so there are two, each named after the
 * `tool` that it is for. Pure.
 */
import { provenanceText } from '../provenance.ts';
import { rowFigures, SUMMARIES, type RowFigure } from '../rowFigures.ts';
import type { ReportRow } from '../rows.ts';
import { benchmarkNames } from './benchmarkNames.ts';
import { hasFigures, jsonText, type ExportFile } from './exportFile.ts';

const TOOLS = { lower: 'customSmallerIsBetter', higher: 'customBiggerIsBetter' } as const;

export interface GithubBenchmark {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

function rangeOf({ low, high }: RowFigure): { range: string } | null {
  return low === null || high === null ? null : { range: `${low} to ${high}` };
}

function entry(row: ReportRow, name: string, found: RowFigure): GithubBenchmark {
  const { figure, value, seedCount } = found;
  const seeds = `${SUMMARIES[figure.kind]} over ${seedCount === 1 ? '1 seed' : `${seedCount} seeds`}`;
  const facts = [figure.meaning, seeds, row.sample.machine.cpuModel, provenanceText(row.provenance)];
  return {
    name: `${name} / ${figure.name}`,
    unit: figure.unit === 'money' ? (row.sample.prices?.currency ?? figure.unit) : figure.unit,
    value,
    ...rangeOf(found),
    extra: facts.join('\n'),
  };
}

export function githubBenchmarks(rows: readonly ReportRow[], better: 'higher' | 'lower'): GithubBenchmark[] {
  const shown = rows.filter(hasFigures);
  const names = benchmarkNames(shown);
  return shown.flatMap((row, place) =>
    rowFigures(row)
      .filter(({ figure }) => figure.better === better)
      .map((figure) => entry(row, names[place]!, figure)),
  );
}

export function githubActionFiles(rows: readonly ReportRow[]): ExportFile[] {
  return (['lower', 'higher'] as const).map((better) => {
    return { name: `${TOOLS[better]}.json`, text: jsonText(githubBenchmarks(rows, better)) };
  });
}
