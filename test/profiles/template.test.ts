/** The template's prose says what can be counted by hand, and nothing of what it cannot know. */
import { describe, expect, test } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import type { HistoryEvent } from '../../src/profiles/history/userHistories.ts';
import { templateSourceSchema } from '../../src/profiles/source/sourceSettings.ts';
import { templateProfile } from '../../src/profiles/template/templateProfile.ts';
import { makeTexts } from '../../src/profiles/texts/makeTexts.ts';
import { profilePlace, splitOf } from './support.ts';

const DAY = 86_400;
const STARS = { kind: 'stars', highest: 5, liked: 4, disliked: 2 } as const;

const film = (
  title: string,
  genres: readonly string[],
  year: string,
  value: number | null,
  day: number,
): HistoryEvent => ({
  text: { title, categories: genres, attributes: { year } },
  value,
  seconds: day * DAY,
});

test('a viewer, counted by hand', () => {
  const again = film('Night Train', ['Drama'], '1959', 4, 0);
  const text = templateProfile(
    [
      again,
      film('Last Train Home', ['Drama', 'War'], '1952', 5, 10),
      film('The Clown', ['Comedy'], '1971', 1, 20),
      { ...again, seconds: 30 * DAY },
      film('Riders', ['Western'], '1968', 3, 400),
      film('Sundown', ['Western'], '1969', 2, 1000),
    ],
    { domain: 'movies', scale: STARS, favourites: 2 },
  );
  expect(text).toBe(
    [
      '1. This viewer has mostly watched from Drama (50 %) and Western (33 %). Lately there is more of Western. Some things were watched again, once in all.',
      '2. Words that return in the titles: train and night. The titles are from the 1950s (3 times) and 1960s (twice).',
      '3. 50 % of what was judged was rated highly, above all Drama (3 times) and War.',
      '4. 33 % of what was judged was rated low, above all Comedy and Western.',
      '5. Overall an occasional, long-time viewer with a narrow taste, balanced in judgement. More of Western, Drama and Comedy would fit.',
    ].join('\n'),
  );
});

test('a customer: the shop itself is no kind, prices and brands are told', () => {
  const good = (leaf: string, brand: string, price: string): HistoryEvent => ({
    text: { title: leaf, brand, categories: ['Beauty', 'Hair', leaf], attributes: { price, colour: 'red' } },
    value: null,
    seconds: null,
  });
  const text = templateProfile(
    [good('Combs', 'Acme', '$5.50'), good('Oils', 'Acme', '12'), good('Oils', 'Zed', '7,25')],
    {
      domain: 'products',
      scale: null,
      favourites: 3,
    },
  );
  expect(text).toContain(
    'from Hair (100 %), Oils (67 %) and Combs (33 %). The brands are above all Acme (twice) and Zed.',
  );
  expect(text).toContain('By colour: red (3 times). Prices go from 5.5 to 12, with 7.25 in the middle.');
  expect(text).toContain('3. There are no opinions to tell favourites by.');
  expect(text).toContain('More of Hair, Oils and Combs, perhaps by Acme would fit.');
  expect(text).not.toContain('Beauty');
});

describe('over a whole dataset', () => {
  const shop = simulateShop('tiny');
  const split = splitOf(shop, { core: 5 });
  const source = templateSourceSchema.parse({ kind: 'template' });

  test('every training user has one, the same each time, labelled as what it is', async () => {
    const [one, two] = [profilePlace(), profilePlace()];
    const first = await makeTexts(shop, split, source, one.options);
    expect(first.profiles).toHaveLength(split.train.users.length);
    expect(first.label).toBe('template (not an LLM)');
    expect(first.source).toBe('template');
    expect(first.costs).toMatchObject({ promptTokens: 0, completionTokens: 0 });
    expect((await makeTexts(shop, split, source, two.options)).contentHash).toBe(first.contentHash);
    expect(await makeTexts(shop, split, source, one.options)).toEqual(first);
    one.remove();
    two.remove();
  });

  test('they tell users apart', async () => {
    const place = profilePlace();
    const { profiles } = await makeTexts(shop, split, source, place.options);
    place.remove();
    expect(new Set(profiles.map(({ text }) => text)).size).toBeGreaterThan(0.95 * profiles.length);
  });
});
