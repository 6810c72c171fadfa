/** What is said of a text that names no item, or several. Pure. */
import { formatCount } from '../../reports/formatNumber.ts';
import { itemWithId } from './answerText.ts';
import type { ItemMatch, ItemSearch } from './itemSearch.ts';

type Several = Extract<ItemMatch, { readonly kind: 'several' }>;

export function unknownText(text: string, { itemCount, hasTitles }: ItemSearch): string {
  const how = hasTitles ? '' : ' No titles are known of these data, so that items go by their ids.';
  return `No item like "${text}" among the ${formatCount(itemCount)} that were trained on.${how}`;
}

export function severalText(text: string, { items, count }: Several): string {
  const more = count > items.length ? `; and ${formatCount(count - items.length)} more` : '';
  return `"${text}" may be ${items.map(itemWithId).join('; ')}${more}: write more of the title, or the id in brackets.`;
}

/** A numbered list to choose from. */
export function choiceLines(text: string, { items, count }: Several): string[] {
  const more =
    count > items.length ? ` ${formatCount(count - items.length)} more fit: for those, write more of the title.` : '';
  const lines = items.map((item, place) => `  ${place + 1}  ${itemWithId(item)}`);
  return [`"${text}" may be`, ...lines, `Which one? Type its number; anything else is a new title.${more}`];
}
