/** Which tables a reader has asked for, and their rows in order. */
import { valueOf, type BoardData, type ComparableSet } from './boardData.ts';
import { FACETS, type BoardState } from './boardState.ts';
import { compareFigures } from './figures.ts';

export interface VisibleSet {
  readonly id: string;
  readonly dataset: string;
  readonly isSimulated: boolean;
  readonly protocol: string;
  /** Sets that were joined; one where costs may be compared. */
  readonly sources: readonly ComparableSet[];
  /** All rows, whatever is searched for: what is best among them. */
  readonly members: readonly number[];
  /** Rows that match the search, best first. */
  readonly ordered: readonly number[];
}

function matches(data: BoardData, row: number, words: readonly string[]): boolean {
  const { label, baselineId, distinction } = data.rows[row]!;
  const text = `${label} ${baselineId} ${distinction}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Rows without the figure come last, whichever way round. */
export function orderedRows(data: BoardData, rows: readonly number[], state: BoardState): number[] {
  const byLabel = (a: number, b: number) => {
    const [first, second] = [data.rows[a]!, data.rows[b]!];
    return compareText(first.label, second.label) || compareText(first.distinction, second.distinction) || a - b;
  };
  const sign = state.isReversed ? -1 : 1;
  if (state.sort === 'label') return [...rows].sort((a, b) => sign * byLabel(a, b));
  const figure = data.figures.find(({ id }) => id === state.sort);
  if (!figure) return [...rows];
  return [...rows].sort((a, b) => {
    const [first, second] = [valueOf(data, figure.id, a), valueOf(data, figure.id, b)];
    const isMissing = first === null || second === null;
    return (isMissing ? 1 : sign) * compareFigures(first, second, figure) || byLabel(a, b);
  });
}

/** The same everywhere, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function joined(sets: readonly ComparableSet[], state: BoardState): { id: string; sources: ComparableSet[] }[] {
  if (state.scope === 'machine') return sets.map((set) => ({ id: set.id, sources: [set] }));
  const groups = new Map<string, ComparableSet[]>();
  for (const set of sets) groups.set(set.accuracyKey, [...(groups.get(set.accuracyKey) ?? []), set]);
  return [...groups].map(([id, sources]) => ({ id, sources }));
}

export function visibleSets(data: BoardData, state: BoardState): VisibleSet[] {
  const chosen = data.sets.filter((set) =>
    FACETS.every((facet) => state.facets[facet] === null || state.facets[facet] === set[facet]),
  );
  const words = state.search.toLowerCase().split(/\s+/u).filter(Boolean);
  return joined(chosen, state).map(({ id, sources }) => {
    const members = [...new Set(sources.flatMap((set) => set.members))];
    const { dataset, isSimulated, protocol } = sources[0]!;
    const found = words.length === 0 ? members : members.filter((row) => matches(data, row, words));
    return { id, dataset, isSimulated, protocol, sources, members, ordered: orderedRows(data, found, state) };
  });
}
