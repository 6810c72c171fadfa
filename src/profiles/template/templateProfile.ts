/**
 * A profile as prose from counts, in the five parts of the paper's profiles. No language model had a hand in it, and
 * wherever it is shown it is labelled so; it lets everything run offline and is the control for what a model adds.
 */
import type { HistoryEvent } from '../history/userHistories.ts';
import type { ValueScale } from '../history/valueScale.ts';
import { DOMAIN_WORDS } from '../prompt/domainWords.ts';
import type { Domain } from '../source/promptSettings.ts';
import { historyStatistics, type HistoryStatistics, type Opinions } from './historyStatistics.ts';
import type { Counted } from './tally.ts';

/** Every change of the words below makes other profiles: raise it with them. */
export const TEMPLATE_VERSION = 1;

export interface TemplateStyle {
  readonly domain: Domain;
  readonly scale: ValueScale | null;
  /** How many names of each kind are given. */
  readonly favourites: number;
}

const VERBS: Readonly<Record<Domain, string>> = { products: 'bought', movies: 'watched', generic: 'chosen' };

export function templateProfile(events: readonly HistoryEvent[], style: TemplateStyle): string {
  const facts = historyStatistics(events, style.scale, style.domain);
  const parts = [kindsPart, qualitiesPart, likedPart, dislikedPart, overallPart];
  return parts.map((part, index) => `${index + 1}. ${part(facts, style)}`).join('\n');
}

function kindsPart(facts: HistoryStatistics, style: TemplateStyle): string {
  const { person } = DOMAIN_WORDS[style.domain];
  const { eventCount, kinds, brands, risingKinds, repeatCount } = facts;
  const verb = VERBS[style.domain];
  return sentences([
    kinds.length === 0
      ? `This ${person} has ${verb} things of kinds that are not known.`
      : `This ${person} has mostly ${verb} from ${withShares(kinds, eventCount, style)}.`,
    brands.length === 0 ? '' : `The brands are above all ${withCounts(brands, style)}.`,
    risingKinds.length === 0 ? '' : `Lately there is more of ${names(risingKinds, style)}.`,
    repeatCount === 0 ? '' : `Some things were ${verb} again, ${times(repeatCount)} in all.`,
  ]);
}

function qualitiesPart(facts: HistoryStatistics, style: TemplateStyle): string {
  const { attributes, decades, prices, titleWords } = facts;
  const said = Object.entries(attributes).map(([name, values]) => `By ${name}: ${withCounts(values, style)}.`);
  const text = sentences([
    titleWords.length === 0
      ? ''
      : `Words that return in the titles: ${names(
          titleWords.map(({ name }) => name),
          style,
          2,
        )}.`,
    ...said,
    decades.length === 0 ? '' : `The titles are from the ${withCounts(decades, style)}.`,
    prices === null ? '' : `Prices go from ${prices[0]} to ${prices[2]}, with ${prices[1]} in the middle.`,
  ]);
  return text === '' ? 'Nothing further is known of what was chosen.' : text;
}

function likedPart({ opinions }: HistoryStatistics, style: TemplateStyle): string {
  if (opinions === null || style.scale === null) return 'There are no opinions to tell favourites by.';
  const { likedCount, likedKinds } = opinions;
  if (likedCount === 0) return 'Nothing was liked very much.';
  const kinds = likedKinds.length === 0 ? '' : `, above all ${withCounts(likedKinds, style)}`;
  return `${capital(share(likedCount, opinions))} was ${highly(style.scale)}${kinds}.`;
}

function dislikedPart({ opinions }: HistoryStatistics, style: TemplateStyle): string {
  if (opinions === null || style.scale === null) return 'There are no opinions to tell disappointments by.';
  const { dislikedCount, dislikedKinds } = opinions;
  if (dislikedCount === 0) return 'Nothing was disliked.';
  const kinds = dislikedKinds.length === 0 ? '' : `, above all ${withCounts(dislikedKinds, style)}`;
  return `${capital(share(dislikedCount, opinions))} was ${poorly(style.scale)}${kinds}.`;
}

function overallPart(facts: HistoryStatistics, style: TemplateStyle): string {
  const { person } = DOMAIN_WORDS[style.domain];
  const { kinds, brands, risingKinds } = facts;
  const next = [...new Set([...risingKinds, ...kinds.map(({ name }) => name)])];
  const brand = brands[0] !== undefined && brands[0].count > 1 ? `, perhaps by ${brands[0].name}` : '';
  return sentences([
    `Overall ${activity(facts)} ${person} with ${breadth(facts, style.domain)}${temper(facts.opinions, style.scale)}.`,
    next.length === 0 ? '' : `More of ${names(next, { favourites: 3 })}${brand} would fit.`,
  ]);
}

function activity({ eventCount, spanDays }: HistoryStatistics): string {
  const amount = eventCount < 10 ? 'an occasional' : eventCount < 50 ? 'a regular' : 'a very active';
  if (spanDays === null) return amount;
  return spanDays < 60 ? `${amount}, short-time` : spanDays > 730 ? `${amount}, long-time` : amount;
}

/** Effective numbers of broad kinds below which a taste is narrow, and varied; a film has several genres at once. */
const BREADTHS: Readonly<Record<Domain, readonly [number, number]>> = {
  products: [2, 4],
  movies: [5, 9],
  generic: [2, 4],
};

function breadth({ kindVariety, eventCount }: HistoryStatistics, domain: Domain): string {
  if (kindVariety === null) return 'a taste that cannot be told';
  if (eventCount < 3) return 'a taste not yet clear';
  const [narrow, varied] = BREADTHS[domain];
  return kindVariety < narrow ? 'a narrow taste' : kindVariety < varied ? 'a varied taste' : 'a very broad taste';
}

function temper(opinions: Opinions | null, scale: ValueScale | null): string {
  if (opinions === null || scale === null) return '';
  if (opinions.mean >= scale.liked) return ', easily pleased';
  return opinions.mean < (scale.liked + scale.disliked) / 2 ? ', hard to please' : ', balanced in judgement';
}

function highly({ kind }: ValueScale): string {
  return kind === 'stars' ? 'rated highly' : 'watched nearly to the end';
}

function poorly({ kind }: ValueScale): string {
  return kind === 'stars' ? 'rated low' : 'given up early';
}

function share(part: number, { count }: Opinions): string {
  return `${percent(part, count)} of what was judged`;
}

function withShares(counted: readonly Counted[], total: number, { favourites }: TemplateStyle): string {
  return inWords(counted.slice(0, favourites).map(({ name, count }) => `${name} (${percent(count, total)})`));
}

function withCounts(counted: readonly Counted[], { favourites }: TemplateStyle): string {
  return inWords(
    counted.slice(0, favourites).map(({ name, count }) => (count === 1 ? name : `${name} (${times(count)})`)),
  );
}

/** `factor` times as many as other lists have. */
function names(all: readonly string[], { favourites }: Pick<TemplateStyle, 'favourites'>, factor = 1): string {
  return inWords(all.slice(0, favourites * factor));
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
