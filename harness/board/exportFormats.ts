/** Formats of `seqbench report` that are files for other programs, and how they are written. */
import { join } from 'node:path';
import type { ExportFile } from '../../reports/exports/exportFile.ts';
import type { ReportRow } from '../../reports/rows.ts';
import { UserError } from '../../src/errors.ts';
import { writeFileAtomically } from '../records/atomicFile.ts';

/** By format, whether it is several files. */
export const EXPORT_FORMATS = {
  bencher: 'one',
  'github-action-benchmark': 'several',
  'model-index': 'several',
} as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;

export function isExportFormat(format: string): format is ExportFormat {
  return Object.hasOwn(EXPORT_FORMATS, format);
}

/** Without a slash at its end. */
function checkedUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/u.test(parsed.protocol)) {
    throw new UserError(`--board-url ${url} is no address of a web page; it must begin with https:// or http://.`);
  }
  return parsed.href.replace(/\/(index\.html)?$/u, '');
}

export async function exportFiles(
  format: ExportFormat,
  rows: readonly ReportRow[],
  boardUrl: string | undefined,
): Promise<ExportFile[]> {
  const url = boardUrl === undefined ? null : checkedUrl(boardUrl);
  switch (format) {
    case 'bencher':
      return (await import('../../reports/exports/bencher.ts')).bencherFiles(rows);
    case 'github-action-benchmark':
      return (await import('../../reports/exports/githubActionBenchmark.ts')).githubActionFiles(rows);
    case 'model-index':
      return (await import('../../reports/exports/modelIndex.ts')).modelCardFiles(rows, url);
    default:
      return format satisfies never;
  }
}

/** Each whole or not at all; returns their paths. */
export async function writeExport(folder: string, files: readonly ExportFile[]): Promise<string[]> {
  const paths = files.map(({ name }) => join(folder, name));
  for (const [place, { text }] of files.entries()) await writeFileAtomically(paths[place]!, text);
  return paths;
}
