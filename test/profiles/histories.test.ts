/** Histories show training events and nothing else, with their own words and ratings; planted test events are refused. */
import { describe, expect, test } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { heldOutCheck } from '../../src/profiles/history/heldOutCheck.ts';
import { datasetRows } from '../../src/profiles/history/trainingRows.ts';
import { userHistories } from '../../src/profiles/history/userHistories.ts';
import { domainOf } from '../../src/profiles/history/domain.ts';
import { valueScale } from '../../src/profiles/history/valueScale.ts';
import { LeakError } from '../../src/split/leakCheck.ts';
import { filmDataset, manyFilms, splitOf } from './support.ts';

const ALL = { latestEvents: null };
const shop = simulateShop('tiny');

const SPLITS = [
  ['validation by user', { core: 5 }],
  ['validation by time', { core: 5, validation: { by: 'time' } }],
  ['leave-one-out', { kind: 'leave-one-out', core: 5 }],
  ['first events only', { core: 3, repeats: 'keep-first', duplicates: 'drop' }],
  ['without repeats in a row', { core: 3, repeats: 'drop-consecutive' }],
] as const;

describe.each(SPLITS)('with %s', (_, settings) => {
  const split = splitOf(shop, settings);

  test('every training row is found again in the log, item by item and second by second', () => {
    const rows = datasetRows(shop, split.train, split.catalogue);
    expect(rows).toHaveLength(split.train.items.length);
    for (const [place, row] of rows.entries()) {
      expect(shop.items[row]).toBe(split.catalogue.datasetItem[split.train.items[place]!]);
      expect(shop.timestamps![row]).toBe(split.train.timestamps![place]);
    }
  });

  test('users are those of the training part, their events its events', () => {
    const histories = userHistories(shop, split, ALL);
    const trained = Array.from(split.train.users, (user) => shop.userIds[user]);
    expect(Array.from({ length: histories.count }, (__, index) => histories.at(index).user)).toEqual(trained);
    for (let index = 0; index < histories.count; index++) {
      const { events } = histories.at(index);
      const items = split.train.items.subarray(split.train.offsets[index], split.train.offsets[index + 1]);
      expect(events.map(({ text }) => text.title)).toEqual(
        Array.from(items, (item) => shop.itemText![split.catalogue.datasetItem[item]!]!.title),
      );
    }
  });

  test('a target of the test set planted into a history is refused', () => {
    const check = heldOutCheck(shop, split);
    const trained = new Map(Array.from(split.train.users, (user, sequence) => [user, sequence]));
    const rows = datasetRows(shop, split.train, split.catalogue);
    const testRows = datasetRows(shop, split.test.sequences, split.catalogue);
    let planted = 0;
    for (const [index, sequence] of split.test.sequence.entries()) {
      const user = split.test.sequences.users[sequence]!;
      const own = trained.get(user);
      if (own === undefined) continue;
      const history = [...rows.subarray(split.train.offsets[own], split.train.offsets[own + 1])];
      expect(() => {
        check(user, history);
      }).not.toThrow();
      expect(() => {
        check(user, [...history, testRows[split.test.targetRow[index]!]!]);
      }).toThrow(LeakError);
      planted++;
    }
    expect(planted).toBeGreaterThan(10);
  });
});

describe('refused are', () => {
  const films = manyFilms(12);
  const split = splitOf(films);
  const check = heldOutCheck(films, split);
  const user = split.train.users[0]!;
  const first = films.userOffsets[user]!;

  test('events after the cutoff', () => {
    const late = Array.from(films.timestamps!.subarray(first, films.userOffsets[user + 1])).findIndex(
      (time) => time > split.cutoffSeconds!,
    );
    expect(() => {
      check(user, [first, first + late]);
    }).toThrow(/later than the cutoff/);
  });

  test('rows of another user, users who are not trained on, rows in another order', () => {
    expect(() => {
      check(user, [films.userOffsets[split.train.users[1]!]!]);
    }).toThrow(/another user's/);
    const drawn = split.validation.sequences.users[0]!;
    expect(() => {
      check(drawn, [films.userOffsets[drawn]!]);
    }).toThrow(new RegExp(`User u${drawn} is not trained on`));
    expect(() => {
      check(user, [first + 1, first]);
    }).toThrow(/not among the user's training events/);
  });

  test('training events that the filters took out', () => {
    // Film 2 has one event only, so the 2-core drops it; it lies before the cutoff all the same.
    const log = filmDataset({
      itemCount: 4,
      events: [
        [
          [1, 1, 5],
          [2, 2, 5],
          [3, 3, 5],
          [4, 90, 5],
        ],
        [
          [1, 1, 5],
          [3, 2, 5],
          [4, 91, 5],
        ],
        [
          [1, 1, 5],
          [3, 2, 5],
          [1, 3, 4],
          [3, 4, 5],
        ],
      ],
    });
    const cored = splitOf(log, { core: 2, validation: { by: 'user', share: 0.1 } });
    expect(() => {
      heldOutCheck(log, cored)(0, [0, 1]);
    }).toThrow(/not among the user's training events/);
  });

  test('a later event of an item that is also among the training events, in a log without times', () => {
    const log = { ...manyFilms(8), timestamps: null, timeResolution: 'none' as const };
    // Every user ends with the film they began with.
    for (const [place, offset] of log.userOffsets.subarray(0, 8).entries()) {
      log.items[log.userOffsets[place + 1]! - 1] = log.items[offset]!;
    }
    const byOrder = splitOf(log, { kind: 'leave-one-out' });
    const own = byOrder.train.users[0]!;
    const last = log.userOffsets[own + 1]! - 1;
    expect(() => {
      heldOutCheck(log, byOrder)(own, [last]);
    }).toThrow(/held out/);
  });
});

test('ratings stay with their events', () => {
  const films = manyFilms(12);
  const histories = userHistories(films, splitOf(films), ALL);
  expect(histories.scale).toMatchObject({ kind: 'stars', highest: 5 });
  for (let index = 0; index < histories.count; index++) {
    for (const { text, value } of histories.at(index).events) {
      expect(value).toBe((Number(text.title!.slice(5)) % 5) + 1);
    }
  }
});

test('only the latest events, where asked for', () => {
  const films = manyFilms(12);
  const split = splitOf(films);
  const titles = (latestEvents: number | null) =>
    userHistories(films, split, { latestEvents })
      .at(0)
      .events.map(({ text }) => text.title);
  expect(titles(3)).toEqual(titles(null).slice(-3));
});

test('items without words are refused in one sentence', () => {
  const films = { ...manyFilms(12), itemText: null };
  expect(() => userHistories(films, splitOf(films), ALL)).toThrow(
    'Profiles of "films" need words on its items, and there are none; import profiles instead.',
  );
});

test('what a number beside an event means', () => {
  const rows = Uint32Array.of(0, 1, 2);
  const of = (format: string, values: readonly number[] | null) =>
    valueScale(
      {
        values: values === null ? null : Float32Array.from(values),
        provenance: { format, isSimulated: false, files: [], badRowCount: 0 },
      },
      rows,
    )?.kind ?? null;
  expect(of('kion', [72, 80, 0])).toBe('share');
  expect(of('movielens', [0.5, 4, 5])).toBe('stars');
  expect(of('table', [1, 4, 5])).toBe('stars');
  expect(of('table', [1, Number.NaN, 4])).toBe('stars');
  // Play counts and shares of one say nothing that could be called high or low.
  expect(of('table', [1, 40, 7])).toBeNull();
  expect(of('table', [0, 1, 0.5])).toBeNull();
  expect(of('table', null)).toBeNull();
});

test('domains are told by the source, or by what items have', () => {
  expect(domainOf(shop, 'auto')).toBe('products');
  expect(domainOf(manyFilms(12), 'auto')).toBe('movies');
  const plain = { ...shop, provenance: { ...shop.provenance, format: 'seqbench' } };
  expect(domainOf(plain, 'auto')).toBe('products');
  expect(domainOf({ ...plain, itemText: [{}, { title: 'A' }] }, 'auto')).toBe('generic');
  expect(domainOf(plain, 'movies')).toBe('movies');
});
