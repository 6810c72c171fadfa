/** One event of a history as a line of a prompt: the words of its item, then what the user thought of it. */
import type { ItemText } from '../../dataset/interactionDataset.ts';
import type { HistoryEvent } from '../history/userHistories.ts';
import type { ValueScale } from '../history/valueScale.ts';

/** Nothing in a catalogue is described at such length for a reason; a whole history must fit beside it. */
const LONGEST_FIELD_CHARACTERS = 300;

export function eventLine(event: HistoryEvent, scale: ValueScale | null, descriptionWords: number): string {
  const { title, brand, categories, attributes, description } = event.text;
  const parts = [
    clip(title ?? 'untitled'),
    brand === undefined ? '' : `brand: ${clip(brand)}`,
    categories === undefined ? '' : clip(categories.join(', ')),
    ...Object.entries(attributes ?? {}).map(([name, value]) => `${name}: ${clip(value)}`),
    descriptionWords === 0 || description === undefined ? '' : firstWords(description, descriptionWords),
    opinion(event.value, scale),
  ];
  return `- ${parts.filter((part) => part !== '').join('; ')}`;
}

function opinion(value: number | null, scale: ValueScale | null): string {
  if (value === null || scale === null) return '';
  return scale.kind === 'stars'
    ? `rated ${Number(value.toFixed(2))} of ${scale.highest}`
    : `watched ${Math.round(value)} %`;
}

function clip(text: string): string {
  return text.length <= LONGEST_FIELD_CHARACTERS ? text : `${text.slice(0, LONGEST_FIELD_CHARACTERS - 1).trimEnd()}…`;
}

function firstWords(text: string, count: number): string {
  const words = text.split(/\s+/u);
  return words.length <= count ? text : `${words.slice(0, count).join(' ')} …`;
}

/** Whether anything is known of any item: a history of nothing but unknown items gives no profile. */
export function hasWords(text: ItemText): boolean {
  return text.title !== undefined || text.brand !== undefined || text.categories !== undefined;
}
