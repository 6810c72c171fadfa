/** Two rows of the board, chosen to be compared. */
import type { BoardData } from '../view/boardData.ts';
import { closest } from './pageData.ts';

const picks: string[] = [];
let labelOf = (id: string): string => id;

/** Shows what is chosen, in the tables as they are now. */
export function comparePicks(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-pick]')) {
    box.checked = picks.includes(box.dataset['pick']!);
  }
  const bar = document.getElementById('compare-bar');
  const names = document.getElementById('compare-names');
  const link = document.getElementById('compare-link');
  if (!bar || !names || !(link instanceof HTMLAnchorElement)) return;
  bar.hidden = picks.length === 0;
  names.textContent = picks.length === 1 ? `${labelOf(picks[0]!)} with …` : picks.map(labelOf).join(' with ');
  link.href = `compare.html#${new URLSearchParams(picks.map((id, place) => [place === 0 ? 'a' : 'b', id])).toString()}`;
}

export function startPicks(data: BoardData): void {
  const labels = new Map(data.rows.map((row) => [row.id, row.label]));
  labelOf = (id) => labels.get(id) ?? id;
  document.addEventListener('change', (event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.dataset['pick'] === undefined) return;
    const id = target.dataset['pick'];
    const place = picks.indexOf(id);
    if (place !== -1) picks.splice(place, 1);
    else picks.push(id);
    // The one chosen first makes room.
    if (picks.length > 2) picks.shift();
    comparePicks();
  });
  document.addEventListener('click', (event) => {
    if (!closest(event, '[data-clear-picks]')) return;
    picks.length = 0;
    comparePicks();
  });
}
