/** Rows whose accuracy their seeds cannot tell from the best one's, from the data of a board. */
import { notDistinguishable, type SeedMean } from '../../notDistinguishable.ts';
import { rangeOf, type BoardData } from './boardData.ts';
import type { Figure } from './figures.ts';

function meanOf(data: BoardData, figure: string, row: number): SeedMean | null {
  const range = rangeOf(data, figure, row);
  if (!range) return null;
  return { mean: range.value, sd: range.hasSpread ? (range.high - range.low) / 2 : null, n: data.rows[row]!.seedCount };
}

/** The best row is not among them. */
export function likeTheBest(
  data: BoardData,
  figure: Figure,
  rows: readonly number[],
  best: number | null,
): ReadonlySet<number> {
  if (best === null) return new Set();
  const means = rows.map((row) => meanOf(data, figure.id, row));
  return new Set([...notDistinguishable(means, rows.indexOf(best))].map((place) => rows[place]!));
}
