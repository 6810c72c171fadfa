/** Tables as LaTeX with booktabs, ready to be included. */
import type { Board } from './boards.ts';
import { boardTables } from './boardTables.ts';
import type { TableView } from './tableView.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '–': '--',
  '−': '$-$',
  '×': '$\\times$',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

/** Labels and messages come from configs and data: none of them may run as a command. */
export function escapeLatex(text: string): string {
  return text
    .replace(/[\\~^±–−×<>]|[&%$#_{}]/gu, (character) => SPECIAL[character] ?? `\\${character}`)
    .replace(/\s*\n\s*/gu, ' ');
}

export function latexTable(view: TableView, label: string): string {
  const line = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex([`${view.title}.`, ...view.notes].join(' ').replace('marked *', 'bold'))}}`,
    `  \\label{tab:${label.replace(/[^a-zA-Z0-9]+/gu, '-')}}`,
    `  \\begin{tabular}{l${'r'.repeat(view.columns.length)}}`,
    '    \\toprule',
    line([view.corner, ...view.columns].map(escapeLatex)),
    '    \\midrule',
    ...view.rows.map(({ label: name, cells }) =>
      line([escapeLatex(name), ...cells.map(({ text, isBest }) => latexCell(text, isBest))]),
    ),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function latexCell(text: string, isBest: boolean): string {
  return isBest ? `\\textbf{${escapeLatex(text)}}` : escapeLatex(text);
}

export function latexReport(boards: readonly Board[]): string {
  if (boards.length === 0) return '% No records.\n';
  return boards
    .flatMap((board) => {
      const { dataset, protocol } = board.rows[0]!.sample;
      return boardTables(board).map((view) =>
        latexTable(
          { ...view, title: `${view.title} on ${dataset.name}, protocol ${protocol}` },
          `${dataset.name}-${view.title}`,
        ),
      );
    })
    .join('\n');
}
