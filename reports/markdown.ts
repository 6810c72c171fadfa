/** Boards as GitHub-flavoured Markdown. */
import { headerLines } from './boardHeader.ts';
import type { Board } from './boards.ts';
import { boardTables, failureLines } from './boardTables.ts';
import { notesWith, type TableCell, type TableView } from './tableView.ts';

/** Labels and messages come from configs and baselines: none of them may open markup or break a cell. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/gu, '\\$&').replace(/\s*\n\s*/gu, ' ');
}

function cellText({ text, isBest, isLikeBest }: TableCell): string {
  const escaped = escapeMarkdown(text);
  if (isBest) return `**${escaped}**`;
  return isLikeBest === true ? `*${escaped}*` : escaped;
}

function tableLines(view: TableView): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `### ${escapeMarkdown(view.title)}`,
    '',
    line([view.corner, ...view.columns].map(escapeMarkdown)),
    line(['---', ...view.columns.map(() => '---:')]),
    ...view.rows.map((row) => {
      return line([escapeMarkdown(row.label), ...row.cells.map(cellText)]);
    }),
    '',
    ...notesWith(view, 'bold', 'in italics').flatMap((note) => [escapeMarkdown(note), '']),
  ];
}

function boardLines(board: Board): string[] {
  const { dataset, protocol } = board.rows[0]!.sample;
  const failures = failureLines(board);
  return [
    `## ${escapeMarkdown(`${dataset.name}, ${protocol}`)}`,
    '',
    ...headerLines(board).map(({ label, text }) => `- ${label}: ${escapeMarkdown(text)}`),
    '',
    ...boardTables(board).flatMap(tableLines),
    ...(failures.length > 0 ? [...failures.map((line) => `- ${escapeMarkdown(line)}`), ''] : []),
  ];
}

export function markdownTable(view: TableView): string {
  return tableLines(view).join('\n');
}

export function markdownReport(boards: readonly Board[]): string {
  return boards.length === 0 ? 'No records.\n' : `${boards.flatMap(boardLines).join('\n').trimEnd()}\n`;
}
