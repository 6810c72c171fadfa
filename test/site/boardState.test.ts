import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportRows } from '../../reports/rows.ts';
import { boardData } from '../../reports/site/boardData.ts';
import { valueOf, type BoardData } from '../../reports/site/view/boardData.ts';
import { bestWithin, candidates, cheapestAbove } from '../../reports/site/view/boardFront.ts';
import { hashOf, stateFromHash, usualState, type BoardState } from '../../reports/site/view/boardState.ts';
import { visibleSets } from '../../reports/site/view/visibleSets.ts';
import { boardCases } from './boardFixture.ts';

let data: BoardData;

beforeAll(() => {
  const { cases, failed } = boardCases();
  data = boardData(reportRows([...cases.map(({ record }) => record), ...failed]));
});

function states(): fc.Arbitrary<BoardState> {
  const ids = (kind: string) => data.figures.filter((figure) => figure.kind === kind).map(({ id }) => id);
  const all = data.figures.map(({ id }) => id);
  const one = (values: readonly string[]) => fc.constantFrom(...values);
  const facet = (name: 'dataset' | 'protocol' | 'engine' | 'machine') =>
    fc.option(one([...new Set(data.sets.map((set) => set[name]))]));
  const positive = fc.option(fc.double({ min: 1e-6, max: 1e9, noNaN: true }));
  return fc.record({
    facets: fc.record({
      dataset: facet('dataset'),
      protocol: facet('protocol'),
      engine: facet('engine'),
      machine: facet('machine'),
    }),
    search: fc.string(),
    scope: fc.constantFrom('machine' as const, 'data' as const),
    sort: one(['label', ...all]),
    isReversed: fc.boolean(),
    columns: fc.uniqueArray(one(all), { minLength: 1 }),
    accuracy: one(ids('accuracy')),
    cost: one(ids('cost')),
    costAxis: fc.constantFrom('linear' as const, 'log' as const),
    accuracyAxis: fc.constantFrom('linear' as const, 'log' as const),
    limit: positive,
    floor: positive,
    pages: fc.dictionary(one(data.sets.map(({ id }) => id)), fc.integer({ min: 1, max: 99 }), { maxKeys: 3 }),
  });
}

describe('state of the board', () => {
  it('comes back from the address as it went in', () => {
    fc.assert(
      fc.property(states(), (state) => {
        expect(stateFromHash(hashOf(state, data), data)).toEqual({ ...state, pages: { ...state.pages } });
      }),
    );
  });

  it('is the usual one for an empty address, and for any that says nothing it knows', () => {
    const usual = usualState(data);
    expect(hashOf(usual, data)).toBe('');
    expect(stateFromHash('', data)).toEqual(usual);
    expect(stateFromHash('#sort=nonsense&cost=ndcg@10&dataset=<b>&limit=-1&pages=x:0&columns=,', data)).toEqual(usual);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => stateFromHash(`#${text}`, data)).not.toThrow();
      }),
    );
  });
});

describe('sets of the board', () => {
  it('never join rows of different data, machines or engines, but by accuracy where that is asked for', () => {
    const byMachine = visibleSets(data, usualState(data));
    expect(byMachine.map(({ dataset, sources }) => [dataset, sources.length])).toEqual([
      ['shop', 1],
      ['films', 1],
      ['shop', 1],
      ['daily', 1],
    ]);
    const joined = visibleSets(data, { ...usualState(data), scope: 'data' });
    expect(joined.map(({ dataset, sources }) => [dataset, sources.length])).toEqual([
      ['shop', 2],
      ['films', 1],
      ['daily', 1],
    ]);
  });

  it('are in the order asked for, rows without the figure last either way', () => {
    const failed = {
      ...data,
      values: {
        ...data.values,
        x: { value: data.rows.map((_, row) => (row % 3 ? row : null)), low: null, high: null },
      },
    };
    const figures = [...data.figures, { ...data.figures[0]!, id: 'x', better: 'higher' as const }];
    for (const isReversed of [false, true]) {
      const state = { ...usualState(data), sort: 'x', isReversed };
      const [set] = visibleSets({ ...failed, figures }, state);
      const values = set!.ordered.map((row) => failed.values.x.value[row] ?? null);
      const present = values.filter((value) => value !== null);
      expect(values.slice(0, present.length)).toEqual(present);
      expect(present).toEqual([...present].sort((a, b) => (isReversed ? a - b : b - a)));
    }
  });

  it('answer what is best within a limit and cheapest above a floor, as looking at all rows does', () => {
    const [set] = visibleSets(data, usualState(data));
    const axes = {
      cost: data.figures.find(({ id }) => id === 'singleStreamP50Milliseconds')!,
      accuracy: data.figures.find(({ id }) => id === 'ndcg@10')!,
    };
    const found = candidates(data, set!.members, axes);
    const value = (figure: string, row: number) => valueOf(data, figure, row)!;
    for (const limit of [0.0001, 0.0035, 0.22, 5, 1000]) {
      const within = set!.members.filter((row) => value(axes.cost.id, row) <= limit);
      const most = Math.max(...within.map((row) => value('ndcg@10', row)));
      expect(bestWithin(found, limit, axes)?.accuracy.value ?? -Infinity).toBe(most);
    }
    for (const floor of [0.001, 0.05, 0.1, 0.9]) {
      const above = set!.members.filter((row) => value('ndcg@10', row) >= floor);
      const least = Math.min(...above.map((row) => value(axes.cost.id, row)));
      expect(cheapestAbove(found, floor, axes)?.cost.value ?? Infinity).toBe(least);
    }
  });
});
