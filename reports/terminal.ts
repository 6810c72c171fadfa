/** Boards for the terminal, with cli-table3. Colour only where asked for; marks do not depend on it. */
import Table from 'cli-table3';
import { boardDifferences } from './boardDifferences.ts';
import type { Board } from './boards.ts';
import { headerLines } from './boardHeader.ts';
import { boardTables, failureLines } from './boardTables.ts';
import type { TableCell, TableView } from './tableView.ts';

export interface TerminalOptions {
  /** Characters per line. */
  readonly width: number;
  readonly hasColor: boolean;
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

function cellText({ text, isBest }: TableCell, hasMarks: boolean, hasColor: boolean): string {
  // Figures without a mark leave room for it, so that digits stand below digits.
  if (!isBest) return hasMarks ? `${text}  ` : text;
  return hasColor ? `\u001B[1m${text} *\u001B[22m` : `${text} *`;
}

function columnTexts(view: TableView, column: number, hasColor: boolean): string[] {
  const cells = view.rows.map((row) => row.cells[column]!);
  const hasMarks = cells.some(({ isBest }) => isBest);
  return cells.map((cell) => cellText(cell, hasMarks, hasColor));
}

function columnWidth(view: TableView, column: number): number {
  const widths = columnTexts(view, column, false).map((text) => text.length);
  return Math.max(view.columns[column]!.length, ...widths) + CELL_FRAME;
}

/** Columns that fit beside the row names; the rest go into further tables below. */
function columnGroups(view: TableView, width: number): number[][] {
  const first = Math.max(view.corner.length, ...view.rows.map((row) => row.label.length)) + CELL_FRAME + 1;
  const groups: number[][] = [];
  let used = Infinity;
  for (const column of view.columns.keys()) {
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
  const tables = columnGroups(view, options.width).map((columns) => {
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
  const notes = view.notes.map((note) => wrap(note, options.width, ''));
  return [view.title, ...tables, ...notes].join('\n');
}

function boardText(board: Board, options: TerminalOptions): string {
  const lines = headerLines(board);
  const labelWidth = Math.max(...lines.map(({ label }) => label.length)) + 2;
  const header = lines.map(({ label, text }) => {
    return `${label.padEnd(labelWidth)}${wrap(text, options.width - labelWidth, ' '.repeat(labelWidth))}`;
  });
  const tables = boardTables(board).map((view) => terminalTable(view, options));
  const failures = failureLines(board).map((line) => wrap(line, options.width, '  '));
  return [header.join('\n'), ...tables, ...(failures.length > 0 ? [failures.join('\n')] : [])].join('\n\n');
}

export function terminalReport(boards: readonly Board[], options: TerminalOptions): string {
  if (boards.length === 0) return 'No records.\n';
  const intro =
    boards.length > 1
      ? [`${boards.length} boards, which differ in ${boardDifferences(boards).join(', ')}, so they share no table.`]
      : [];
  return `${[...intro, ...boards.map((board) => boardText(board, options))].join('\n\n\n')}\n`;
}
