/**
 * What a reader has chosen on the board, kept in the hash of its address, so that a view can be linked to. What is as
 * usual is left out of the hash; what a hash says and the data does not know counts as not said.
 */
import type { BoardData } from './boardData.ts';
import type { AxisKind } from './plots/axis.ts';

export const FACETS = ['dataset', 'protocol', 'engine', 'machine'] as const;
export type Facet = (typeof FACETS)[number];

export const SCOPES = ['machine', 'data'] as const;
/** `machine`: one machine, with costs; `data`: accuracy alone, across machines and engines. */
export type Scope = (typeof SCOPES)[number];

export interface BoardState {
  /** Null: all of them. */
  readonly facets: Readonly<Record<Facet, string | null>>;
  readonly search: string;
  readonly scope: Scope;
  /** Id of a figure, or `label`. */
  readonly sort: string;
  readonly isReversed: boolean;
  readonly columns: readonly string[];
  /** Ids of the figures on the axes of the plot, and of the questions beside it. */
  readonly accuracy: string;
  readonly cost: string;
  readonly costAxis: AxisKind;
  readonly accuracyAxis: AxisKind;
  /** Most that may be spent, in the unit of the cost; null: not asked. */
  readonly limit: number | null;
  /** Accuracy to be reached; null: not asked. */
  readonly floor: number | null;
  /** Page of a set's table from 0, where it is not the first. */
  readonly pages: Readonly<Record<string, number>>;
}

export function usualState(data: BoardData): BoardState {
  return {
    facets: { dataset: null, protocol: null, engine: null, machine: null },
    search: '',
    scope: 'machine',
    sort: data.usualAccuracy,
    isReversed: false,
    columns: data.usualColumns,
    accuracy: data.usualAccuracy,
    cost: data.usualCost,
    costAxis: 'log',
    accuracyAxis: 'linear',
    limit: null,
    floor: null,
    pages: {},
  };
}

function positive(text: string | null): number | null {
  if (text === null || text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function readPages(text: string | null, data: BoardData): Record<string, number> {
  const pairs = (text ?? '').split(',').flatMap((part): [string, number][] => {
    const found = /^([\w.-]+):([1-9]\d{0,5})$/u.exec(part);
    // Sets that are joined have the id of what they share.
    const isKnown = data.sets.some(({ id, accuracyKey }) => found?.[1] === id || found?.[1] === accuracyKey);
    return found && isKnown ? [[found[1]!, Number(found[2]) - 1]] : [];
  });
  return Object.fromEntries(pairs);
}

export function stateFromHash(hash: string, data: BoardData): BoardState {
  const usual = usualState(data);
  const words = new URLSearchParams(hash.replace(/^#/u, ''));
  const isKnown = (kinds: readonly string[]) => (id: string) =>
    data.figures.some((figure) => figure.id === id && kinds.includes(figure.kind));
  const facet = (name: Facet): string | null => {
    const value = words.get(name);
    return value !== null && data.sets.some((set) => set[name] === value) ? value : null;
  };
  const oneOf = <Value extends string>(name: string, values: readonly Value[], other: Value): Value =>
    values.find((value) => value === words.get(name)) ?? other;
  const figure = (name: string, kinds: readonly string[], other: string): string => {
    const id = words.get(name);
    return id !== null && isKnown(kinds)(id) ? id : other;
  };
  const order = words.get('sort') ?? '';
  const sort = order.replace(/^-/u, '');
  const isSortKnown = sort === 'label' || isKnown(['accuracy', 'lists', 'cost'])(sort);
  const columns =
    words
      .get('columns')
      ?.split(',')
      .filter(isKnown(['accuracy', 'lists', 'cost'])) ?? [];
  return {
    facets: {
      dataset: facet('dataset'),
      protocol: facet('protocol'),
      engine: facet('engine'),
      machine: facet('machine'),
    },
    search: words.get('search') ?? '',
    scope: oneOf('scope', SCOPES, usual.scope),
    sort: isSortKnown ? sort : usual.sort,
    isReversed: isSortKnown && order.startsWith('-'),
    columns: columns.length > 0 ? columns : usual.columns,
    accuracy: figure('accuracy', ['accuracy'], usual.accuracy),
    cost: figure('cost', ['cost'], usual.cost),
    costAxis: oneOf('costAxis', ['linear', 'log'], usual.costAxis),
    accuracyAxis: oneOf('accuracyAxis', ['linear', 'log'], usual.accuracyAxis),
    limit: positive(words.get('limit')),
    floor: positive(words.get('floor')),
    pages: readPages(words.get('pages'), data),
  };
}

/** Empty for the usual state. */
export function hashOf(state: BoardState, data: BoardData): string {
  const usual = usualState(data);
  const words = new URLSearchParams();
  const put = (name: string, value: string, other: string) => {
    if (value !== other) words.set(name, value);
  };
  for (const facet of FACETS) put(facet, state.facets[facet] ?? '', '');
  put('search', state.search, '');
  put('scope', state.scope, usual.scope);
  put('sort', `${state.isReversed ? '-' : ''}${state.sort}`, usual.sort);
  put('columns', state.columns.join(','), usual.columns.join(','));
  put('accuracy', state.accuracy, usual.accuracy);
  put('cost', state.cost, usual.cost);
  put('costAxis', state.costAxis, usual.costAxis);
  put('accuracyAxis', state.accuracyAxis, usual.accuracyAxis);
  put('limit', state.limit === null ? '' : String(state.limit), '');
  put('floor', state.floor === null ? '' : String(state.floor), '');
  const pages = Object.entries(state.pages).filter(([, page]) => page > 0);
  put('pages', pages.map(([id, page]) => `${id}:${page + 1}`).join(','), '');
  const text = words.toString();
  return text === '' ? '' : `#${text}`;
}
