/** Boards for the terminal, with cli-table3. Colour only where asked for; marks do not depend on it. */
import Table from 'cli-table3';
import { boardDifferences } from './boardDifferences.ts';
import type { Board } from './boards.ts';
import { headerLines } from './boardHeader.ts';
import { boardTables, failureLines } from './boardTables.ts';
import type { TableCell, TableView } from './tableView.ts';
import { textPlot } from './textPlot.ts';

export interface TerminalOptions {
  /** Characters per line. */
  readonly width: number;
  readonly hasColor: boolean;
  /**
   * Whether tables that are too wide leave columns out, in the order that they state, and say so. False: columns that do not
   * fit stand in further tables below.
   */
  readonly dropsColumns?: boolean;
}

/** Padding of a cell and the line beside it. */
const CELL_FRAME = 3;

function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}

function cellText({ text, isBest, isLikeBest }: TableCell, hasMarks: boolean, hasColor: boolean): string {
  if (isLikeBest === true) return `${text} ≈`;
  // Figures without a mark leave room for it, so that digits stand below digits.
  if (!isBest) return hasMarks ? `${text}  ` : text;
  return hasColor ? `\u001B[1m${text} *\u001B[22m` : `${text} *`;
}

function columnTexts(view: TableView, column: number, hasColor: boolean): string[] {
  const cells = view.rows.map((row) => row.cells[column]!);
  const hasMarks = cells.some(({ isBest, isLikeBest }) => isBest || isLikeBest === true);
  return cells.map((cell) => cellText(cell, hasMarks, hasColor));
}

function columnWidth(view: TableView, column: number): number {
  const widths = columnTexts(view, column, false).map((text) => text.length);
  return Math.max(view.columns[column]!.length, ...widths) + CELL_FRAME;
}

function labelWidth(view: TableView): number {
  return Math.max(view.corner.length, ...view.rows.map((row) => row.label.length)) + CELL_FRAME + 1;
}

/** Columns that the table leaves out to fit, in the order in which they went. At least one is shown. */
function droppedColumns(view: TableView, { width, dropsColumns = false }: TerminalOptions): number[] {
  const order = dropsColumns ? (view.dropOrder?.columns ?? []) : [];
  const dropped: number[] = [];
  let used = [...view.columns.keys()].reduce((sum, column) => sum + columnWidth(view, column), labelWidth(view));
  for (const column of order) {
    if (used <= width || dropped.length === view.columns.length - 1) break;
    dropped.push(column);
    used -= columnWidth(view, column);
  }
  return dropped;
}

/** Columns that fit beside the row names; the rest go into further tables below. */
function columnGroups(view: TableView, shown: readonly number[], width: number): number[][] {
  const first = labelWidth(view);
  const groups: number[][] = [];
  let used = Infinity;
  for (const column of shown) {
    const own = columnWidth(view, column);
    if (used + own > width) {
      groups.push([]);
      used = first;
    }
    groups.at(-1)!.push(column);
    used += own;
  }
  return groups;
}

/** One table with its title above and its notes below. */
export function terminalTable(view: TableView, options: TerminalOptions): string {
  const dropped = droppedColumns(view, options);
  const shown = [...view.columns.keys()].filter((column) => !dropped.includes(column));
  const tables = columnGroups(view, shown, options.width).map((columns) => {
    const table = new Table({
      head: [view.corner, ...columns.map((column) => view.columns[column]!)],
      colAligns: ['left', ...columns.map(() => 'right' as const)],
      // cli-table3 colours headings and borders unless told not to.
      style: { head: options.hasColor ? ['bold'] : [], border: options.hasColor ? ['gray'] : [], compact: true },
    });
    const texts = columns.map((column) => columnTexts(view, column, options.hasColor));
    for (const [place, row] of view.rows.entries()) table.push([row.label, ...texts.map((column) => column[place]!)]);
    return table.toString();
  });
  const leftOut = dropped.map((column) => view.columns[column]!).join(', ');
  const gaps = `Left out, for the terminal is too narrow (${view.dropOrder?.rule ?? ''}): ${leftOut}. Piped output has all.`;
  const notes = [...(dropped.length > 0 ? [gaps] : []), ...view.notes].map((note) => wrap(note, options.width, ''));
  return [view.title, ...tables, ...notes].join('\n');
}

function boardText(board: Board, options: TerminalOptions): string {
  const lines = headerLines(board);
  const indent = Math.max(...lines.map(({ label }) => label.length)) + 2;
  const header = lines.map(({ label, text }) => {
    return `${label.padEnd(indent)}${wrap(text, options.width - indent, ' '.repeat(indent))}`;
  });
  const tables = boardTables(board).map((view) => terminalTable(view, options));
  const plot = textPlot(board, options.width);
  const failures = failureLines(board).map((line) => wrap(line, options.width, '  '));
  return [
    header.join('\n'),
    ...tables,
    ...(plot === null ? [] : [plot]),
    ...(failures.length > 0 ? [failures.join('\n')] : []),
  ].join('\n\n');
}

export function terminalReport(boards: readonly Board[], options: TerminalOptions): string {
  if (boards.length === 0) return 'No records.\n';
  const intro =
    boards.length > 1
      ? [`${boards.length} boards, which differ in ${boardDifferences(boards).join(', ')}, so they share no table.`]
      : [];
  return `${[...intro, ...boards.map((board) => boardText(board, options))].join('\n\n\n')}\n`;
}
