/**
 * Which item each catalogue number stands for: `items.tsv`, a line an item, with its number, its id in the data, and its
 * title where one is known. Tabs, line ends and backslashes inside a value are written as \t, \n, \r and \\.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UserError } from '../../src/errors.ts';
import { writeFileAtomically } from './atomicFile.ts';
import type { LoadedData } from '../case/loadCase.ts';

export const ITEMS_FILE = 'items.tsv';
const HEADER = 'number\tid\ttitle';

/** The item with number n is at place n - 1. */
export interface CatalogueItem {
  readonly id: string;
  /** Empty where none is known. */
  readonly title: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
const PLAIN = Object.fromEntries(Object.entries(ESCAPES).map(([plain, escaped]) => [escaped, plain]));

function escape(text: string): string {
  return text.replace(/[\t\n\r\\]/gu, (character) => ESCAPES[character]!);
}

function unescape(text: string): string {
  return text.replace(/\\[tnr\\]/gu, (pair) => PLAIN[pair]!);
}

export function catalogueItems({ dataset, split }: LoadedData): CatalogueItem[] {
  return Array.from(split.catalogue.datasetItem.subarray(1), (item) => ({
    id: dataset.itemIds[item]!,
    title: dataset.itemText?.[item]?.title ?? '',
  }));
}

export async function writeItems(path: string, items: readonly CatalogueItem[]): Promise<void> {
  const lines = items.map(({ id, title }, index) => `${index + 1}\t${escape(id)}\t${escape(title)}\n`);
  await writeFileAtomically(path, `${HEADER}\n${lines.join('')}`);
}

/** @throws UserError where the file is not of this form. */
export async function readItems(path: string): Promise<CatalogueItem[]> {
  const items: CatalogueItem[] = [];
  let lineNumber = 0;
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
    lineNumber++;
    const [number, id, title] = line.split('\t');
    if (lineNumber === 1 ? line === HEADER : Number(number) === items.length + 1 && id !== undefined) {
      if (lineNumber > 1) items.push({ id: unescape(id!), title: unescape(title ?? '') });
      continue;
    }
    throw new UserError(`${path}, line ${lineNumber}: not what seqbench writes there. Run the case again.`);
  }
  return items;
}
