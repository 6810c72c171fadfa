/** Headings of a board's columns: labels, numbered where several rows have the same. */
import type { Board } from './boards.ts';
import { distinctions } from './distinctions.ts';

export function columnNames({ rows }: Board): string[] {
  const labels = rows.map(({ label }) => label);
  return labels.map((label, place) => {
    if (labels.indexOf(label) === labels.lastIndexOf(label)) return label;
    return `${label} [${labels.slice(0, place + 1).filter((other) => other === label).length}]`;
  });
}

/** What rows of the same label differ in, a sentence each. */
export function columnNotes(board: Board): string[] {
  const told = distinctions(board.rows);
  return columnNames(board).flatMap((name, place) => {
    if (name === board.rows[place]!.label) return [];
    return [`${name}: ${told[place] === '' ? 'the same settings, of other code or data' : told[place]!}.`];
  });
}
