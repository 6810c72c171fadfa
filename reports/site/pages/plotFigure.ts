/** A plot on a page: its heading, the picture, how to read it, and its data as a table that is also its CSV. */
import { MISSING } from '../../formatNumber.ts';
import { markup, type Markup, type MarkupValue } from '../view/markup.ts';

export interface DataCell {
  readonly text: string;
  /** With all its digits; null where there is none. */
  readonly value: number | null;
}

export interface DataTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | DataCell)[])[];
}

export interface PlotFigureInput {
  readonly title: string;
  /** Null where there is nothing to draw. */
  readonly svg: Markup | null;
  readonly caption: MarkupValue;
  readonly table: DataTable;
}

function dataCell(cell: string | DataCell): Markup {
  if (typeof cell === 'string') return markup`<td>${cell}</td>`;
  return cell.value === null
    ? markup`<td data-value="">${MISSING}</td>`
    : markup`<td data-value="${cell.value}">${cell.text}</td>`;
}

export function dataTable({ heads, rows }: DataTable): Markup {
  return markup`<table class="data"><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => markup`<tr>${row.map(dataCell)}</tr>`)}</tbody></table>`;
}

export function plotFigure({ title, svg, caption, table }: PlotFigureInput): Markup | null {
  if (!svg) return null;
  return markup`<figure><h3>${title}</h3><div class="canvas">${svg}</div><figcaption>${caption}</figcaption>
    <p class="downloads needs-script"><button type="button" data-download="svg">SVG</button>
      <button type="button" data-download="csv">CSV</button></p>
      <details class="facts"><summary>Data</summary><div class="scroll" role="region" tabindex="0" aria-label="Data: ${title}">${dataTable(table)}</div></details></figure>`;
}
