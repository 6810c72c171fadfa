/** From what was typed or pasted to the pieces that each name an item. Pure. */
import type { ItemSearch } from './itemSearch.ts';

/** Pieces end at semicolons and line ends; but a title that has semicolons itself stays whole. */
export function historyPieces(text: string, search: Pick<ItemSearch, 'exact'>): string[] {
  return text.split(/\r?\n/u).flatMap((line) => {
    const parts = line.split(';');
    const pieces: string[] = [];
    for (let from = 0; from < parts.length;) {
      let to = parts.length;
      while (to > from + 1 && search.exact(parts.slice(from, to).join(';')).length === 0) to--;
      pieces.push(parts.slice(from, to).join(';').trim());
      from = to;
    }
    return pieces.filter((piece) => piece !== '');
  });
}
