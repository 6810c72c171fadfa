/** Plots as SVG files that stand alone, and what they show as CSV, from the table that lies beside each. */
import { csvLine, type CsvValue } from '../../csvLine.ts';
import { standaloneStyle } from '../view/plots/plotStyle.ts';
import { closest } from './pageData.ts';
import { save } from './save.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** With its style, on paper, without links, which would lead nowhere. */
function standalone(plot: SVGSVGElement): string {
  const copy = plot.cloneNode(true) as SVGSVGElement;
  for (const link of copy.querySelectorAll('a')) {
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('class', link.getAttribute('class') ?? '');
    group.append(...link.childNodes);
    link.replaceWith(group);
  }
  for (const chosen of copy.querySelectorAll('.chosen')) chosen.remove();
  const style = document.createElementNS(SVG, 'style');
  style.textContent = standaloneStyle;
  copy.prepend(style);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

function tableRows(table: HTMLTableElement): string[][] {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset['value'] ?? cell.textContent.trim()));
}

function nameOf(figure: Element): string {
  const words = figure.querySelector('.plot')?.getAttribute('aria-label') ?? 'plot';
  return words
    .replace(/[^A-Za-z0-9]+/gu, '-')
    .slice(0, 60)
    .toLowerCase();
}

/** Plots without a table of their own say what their rows are. */
export type RowsOfFigure = (figure: HTMLElement) => CsvValue[][] | null;

let rowsOfFigure: RowsOfFigure = () => null;

export function setRowsOfFigure(rowsOf: RowsOfFigure): void {
  rowsOfFigure = rowsOf;
}

export function startDownloads(): void {
  document.addEventListener('click', (event) => {
    const button = closest(event, '[data-download]');
    const figure = button?.closest('figure');
    if (!button || !figure) return;
    if (button.dataset['download'] === 'svg') {
      const plot = figure.querySelector<SVGSVGElement>('svg.plot');
      if (plot) save(`${nameOf(figure)}.svg`, 'image/svg+xml', standalone(plot));
      return;
    }
    const table = figure.querySelector<HTMLTableElement>('table.data');
    const rows = table ? tableRows(table) : rowsOfFigure(figure);
    if (rows) save(`${nameOf(figure)}.csv`, 'text/csv', rows.map(csvLine).join(''));
  });
}
