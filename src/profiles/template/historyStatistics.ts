/** What can be counted in one history: favourites, how they changed, opinions, variety, activity. Pure. */
import type { ItemText } from '../../dataset/interactionDataset.ts';
import type { HistoryEvent } from '../history/userHistories.ts';
import type { ValueScale } from '../history/valueScale.ts';
import type { Domain } from '../source/promptSettings.ts';
import { tally, variety, type Counted } from './tally.ts';
import { titleWords } from './titleWords.ts';

export interface HistoryStatistics {
  readonly eventCount: number;
  /** From the first event to the last; null for data without time. */
  readonly spanDays: number | null;
  /** Categories or genres. */
  readonly kinds: readonly Counted[];
  /** Effective number of broad kinds; null where there are none. */
  readonly kindVariety: number | null;
  readonly brands: readonly Counted[];
  /** Of attributes whose values are words, by name of the attribute. */
  readonly attributes: Readonly<Record<string, readonly Counted[]>>;
  readonly decades: readonly Counted[];
  /** Lowest, middle, highest; null where prices are not numbers. */
  readonly prices: readonly [number, number, number] | null;
  /** That occur in the titles of several events. */
  readonly titleWords: readonly Counted[];
  /** Kinds of the latest third that are more frequent there than before, by how much. */
  readonly risingKinds: readonly string[];
  /** How many events are of an item that the user had had before. */
  readonly repeatCount: number;
  /** Null where the data has no opinions. */
  readonly opinions: Opinions | null;
}

export interface Opinions {
  readonly mean: number;
  readonly count: number;
  readonly likedCount: number;
  readonly dislikedCount: number;
  readonly likedKinds: readonly Counted[];
  readonly dislikedKinds: readonly Counted[];
}

/** Fewer events than this have no latest third worth telling. */
const LEAST_EVENTS_FOR_CHANGE = 6;
const NUMBER = /^[^\d-]{0,4}(\d+(?:[.,]\d+)?)/u;

export function historyStatistics(
  events: readonly HistoryEvent[],
  scale: ValueScale | null,
  domain: Domain,
): HistoryStatistics {
  const texts = events.map(({ text }) => text);
  const kinds = tally(texts.flatMap((text) => kindsOf(text, domain)));
  const broadKinds = tally(
    texts.flatMap((text) => kindsOf(text, domain).slice(0, domain === 'movies' ? undefined : 1)),
  );
  const times = events.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  return {
    eventCount: events.length,
    spanDays: times.length === 0 ? null : (times.at(-1)! - times[0]!) / 86_400,
    kinds,
    kindVariety: broadKinds.length === 0 ? null : variety(broadKinds),
    brands: tally(texts.flatMap(({ brand }) => brand ?? [])),
    attributes: wordAttributes(texts),
    decades: tally(texts.flatMap(({ attributes }) => decadeOf(attributes?.['year']))),
    prices: priceRange(texts.flatMap(({ attributes }) => numberOf(attributes?.['price']))),
    titleWords: tally(texts.flatMap(({ title }) => titleWords(title ?? ''))).filter(({ count }) => count > 1),
    risingKinds: risingKinds(texts, domain),
    repeatCount: events.length - new Set(texts).size,
    opinions: scale === null ? null : opinionsOf(events, scale, domain),
  };
}

/** Genres are all alike; the first step of a shop's category path is the shop. */
function kindsOf({ categories }: ItemText, domain: Domain): readonly string[] {
  if (categories === undefined) return [];
  return [...new Set(domain === 'movies' || categories.length === 1 ? categories : categories.slice(1))];
}

function wordAttributes(texts: readonly ItemText[]): Record<string, readonly Counted[]> {
  const values = new Map<string, string[]>();
  for (const { attributes } of texts) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name === 'year' || NUMBER.test(value)) continue;
      values.set(name, [...(values.get(name) ?? []), ...value.split(/,\s*/u)]);
    }
  }
  return Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [name, tally(all)]));
}

function decadeOf(year: string | undefined): string[] {
  return year !== undefined && /^(1[89]|20)\d\d$/u.test(year) ? [`${year.slice(0, 3)}0s`] : [];
}

function numberOf(text: string | undefined): number[] {
  const digits = text === undefined ? undefined : NUMBER.exec(text)?.[1];
  return digits === undefined ? [] : [Number(digits.replace(',', '.'))];
}

function priceRange(prices: readonly number[]): readonly [number, number, number] | null {
  if (prices.length === 0) return null;
  const sorted = [...prices].sort((a, b) => a - b);
  return [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
}

function risingKinds(texts: readonly ItemText[], domain: Domain): string[] {
  if (texts.length < LEAST_EVENTS_FOR_CHANGE) return [];
  const latestStart = texts.length - Math.round(texts.length / 3);
  const share = (part: readonly ItemText[]): Map<string, number> =>
    new Map(tally(part.flatMap((text) => kindsOf(text, domain))).map(({ name, count }) => [name, count / part.length]));
  const before = share(texts.slice(0, latestStart));
  return [...share(texts.slice(latestStart))]
    .map(([name, latest]) => ({ name, rise: latest - (before.get(name) ?? 0) }))
    .filter(({ rise }) => rise >= 0.25)
    .sort((a, b) => b.rise - a.rise || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

function opinionsOf(events: readonly HistoryEvent[], scale: ValueScale, domain: Domain): Opinions | null {
  const rated = events.filter((event): event is HistoryEvent & { value: number } => event.value !== null);
  if (rated.length === 0) return null;
  const liked = rated.filter(({ value }) => value >= scale.liked);
  const disliked = rated.filter(({ value }) => value <= scale.disliked);
  const kinds = (part: readonly HistoryEvent[]): Counted[] => tally(part.flatMap(({ text }) => kindsOf(text, domain)));
  return {
    mean: rated.reduce((sum, { value }) => sum + value, 0) / rated.length,
    count: rated.length,
    likedCount: liked.length,
    dislikedCount: disliked.length,
    likedKinds: kinds(liked),
    dislikedKinds: kinds(disliked),
  };
}
