/** Tables as LaTeX with booktabs, ready to be included. */
import type { Board } from './boards.ts';
import { headerLines } from './boardHeader.ts';
import { boardTables, failureLines } from './boardTables.ts';
import { notesWith, type TableCell, type TableView } from './tableView.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '–': '--',
  '−': '$-$',
  '×': '$\\times$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  µ: '$\\mu$',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

/** Labels and messages come from configs and data: none of them may run as a command. */
export function escapeLatex(text: string): string {
  return text
    .replace(/[\\~^±–−×≤≥µ<>]|[&%$#_{}]/gu, (character) => SPECIAL[character] ?? `\\${character}`)
    .replace(/\s*\n\s*/gu, ' ');
}

export function latexTable(view: TableView, label: string): string {
  const line = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex([`${view.title}.`, ...notesWith(view, 'bold', 'underlined')].join(' '))}}`,
    `  \\label{tab:${label.replace(/[^a-zA-Z0-9]+/gu, '-')}}`,
    `  \\begin{tabular}{l${'r'.repeat(view.columns.length)}}`,
    '    \\toprule',
    line([view.corner, ...view.columns].map(escapeLatex)),
    '    \\midrule',
    ...view.rows.map(({ label: name, cells }) => line([escapeLatex(name), ...cells.map(latexCell)])),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function latexCell({ text, isBest, isLikeBest }: TableCell): string {
  const escaped = escapeLatex(text);
  if (isBest) return `\\textbf{${escaped}}`;
  return isLikeBest === true ? `\\underline{${escaped}}` : escaped;
}

function comment(text: string): string {
  return `% ${text.replace(/\s*\n\s*/gu, ' ')}`;
}

export function latexReport(boards: readonly Board[]): string {
  if (boards.length === 0) return '% No records.\n';
  return boards
    .flatMap((board, place) => {
      const { dataset, protocol } = board.rows[0]!.sample;
      const where = `${dataset.name}${dataset.isSimulated ? ' (simulated, not real users)' : ''}, protocol ${protocol}`;
      const number = boards.length > 1 ? `-${place + 1}` : '';
      const facts = headerLines(board).map(({ label, text }) => comment(`${label}: ${text}`));
      const tables = boardTables(board).map((view, index) => {
        // What failed must be read with the first table, not found out elsewhere.
        const notes = index === 0 ? [...view.notes, ...failureLines(board)] : view.notes;
        return latexTable(
          { ...view, title: `${view.title} on ${where}`, notes },
          `${dataset.name}-${view.title}${number}`,
        );
      });
      return [`${facts.join('\n')}\n`, ...tables];
    })
    .join('\n');
}
