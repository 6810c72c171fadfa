/** What the models recommend, side by side, as text and as JSON. Pure. */
import Table from 'cli-table3';
import { formatMilliseconds } from '../../reports/formatNumber.ts';
import type { TerminalOptions } from '../../reports/terminal.ts';
import type { CatalogueItem } from '../records/itemFile.ts';
import type { ModelAnswer } from './askModels.ts';
import type { FoundItem } from './itemSearch.ts';

/** Narrower columns would hold no title. */
const LEAST_COLUMN = 24;
const CORNER_WIDTH = 13;
const REQUEST_LABEL = 'one request';

/** Titles come from data: none of them may steer the terminal. */
export function itemText({ id, title }: CatalogueItem): string {
  return (title === '' ? id : title).replace(/\p{Cc}+/gu, ' ');
}

export function itemWithId(item: CatalogueItem): string {
  return item.title === '' ? itemText(item) : `${itemText(item)} [${item.id.replace(/\p{Cc}+/gu, ' ')}]`;
}

/** What tells the models apart: their labels, and their cases where labels are the same. */
function columnNames(answers: readonly ModelAnswer[]): string[] {
  const labels = answers.map(({ record }) => record.baseline.label);
  return labels.map((label, place) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : answers[place]!.record.caseId,
  );
}

/** Columns as wide as the widest group of them lets them be, spread evenly over as many tables as are needed. */
function layoutOf(count: number, width: number): { readonly perTable: number; readonly columnWidth: number } {
  const room = width - CORNER_WIDTH - 2;
  const most = Math.max(1, Math.floor(room / (LEAST_COLUMN + 1)));
  const perTable = Math.ceil(count / Math.ceil(count / most));
  return { perTable, columnWidth: Math.max(LEAST_COLUMN, Math.floor(room / perTable) - 1) };
}

function sideBySide(
  answers: readonly ModelAnswer[],
  names: readonly string[],
  columnWidth: number,
  { catalogue, k, options }: TextInput,
): string {
  const table = new Table({
    head: ['', ...names],
    colWidths: [CORNER_WIDTH, ...answers.map(() => columnWidth)],
    // cli-table3 colours headings and borders unless told not to.
    style: { head: options.hasColor ? ['bold'] : [], border: options.hasColor ? ['gray'] : [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  const last = Math.min(k, Math.max(...answers.map(({ recommendations }) => recommendations.length)));
  for (let rank = 0; rank < last; rank++) {
    const cells = answers.map(({ recommendations }) => {
      const found = recommendations[rank];
      return found === undefined ? '' : itemText(catalogue[found.item - 1]!);
    });
    table.push([String(rank + 1), ...cells]);
  }
  const times = answers.map(({ requestMilliseconds }) => formatMilliseconds(requestMilliseconds, requestMilliseconds));
  table.push([REQUEST_LABEL, ...times]);
  return table.toString();
}

export interface TextInput {
  /** The item with number n is at place n - 1. */
  readonly catalogue: readonly CatalogueItem[];
  readonly k: number;
  readonly options: TerminalOptions;
}

export function answersText(history: readonly FoundItem[], answers: readonly ModelAnswer[], input: TextInput): string {
  const { perTable, columnWidth } = layoutOf(answers.length, input.options.width);
  const names = columnNames(answers);
  const starts = answers.flatMap((_, place) => (place % perTable === 0 ? [place] : []));
  const tables = starts.map((from) =>
    sideBySide(answers.slice(from, from + perTable), names.slice(from, from + perTable), columnWidth, input),
  );
  return [
    `After ${history.map(itemText).join('; ')}:`,
    ...tables,
    `${REQUEST_LABEL}: a single one on this machine, after one to warm up; what seqbench run measures is of many.`,
  ].join('\n');
}

export function answersJson(
  history: readonly FoundItem[],
  answers: readonly ModelAnswer[],
  input: Omit<TextInput, 'options'>,
) {
  const named = ({ id, title }: CatalogueItem) => ({ id, title: title === '' ? null : title });
  return {
    schemaVersion: 1,
    dataset: answers[0]!.record.dataset.name,
    history: history.map(named),
    k: input.k,
    seenItems: answers[0]!.record.split.seenItems,
    models: answers.map(({ record, requestMilliseconds, recommendations }) => ({
      label: record.baseline.label,
      baseline: record.baseline.id,
      caseId: record.caseId,
      seed: record.seed,
      /** A single one on this machine, after one to warm up. */
      requestMilliseconds,
      recommendations: recommendations.map(({ item, score }, place) => ({
        rank: place + 1,
        ...named(input.catalogue[item - 1]!),
        score,
      })),
    })),
  };
}
