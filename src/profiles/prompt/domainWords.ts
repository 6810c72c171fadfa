/**
 * The paper's five-part request (section 2; the long form of the released prompts) in the words of each domain: what the
 * user turns to, what pleases them, what their favourites share, what disappoints them, and the whole person.
 */
import type { Domain } from '../source/promptSettings.ts';

export interface DomainWords {
  /** Who is described, for example `customer`. */
  readonly person: string;
  readonly role: string;
  /** What a history is a list of. */
  readonly events: string;
  /** Part 1: kinds and how they changed. */
  readonly kinds: string;
  /** Part 2: qualities that please. */
  readonly qualities: string;
  /** What a next thing to offer is called. */
  readonly next: string;
}

export const DOMAIN_WORDS: Readonly<Record<Domain, DomainWords>> = {
  products: {
    person: 'customer',
    role: 'You study the purchases of customers and describe their taste precisely and without flattery.',
    events: 'products',
    kinds:
      'Which kinds of products and which brands the customer turns to, roughly in what proportion, and how that has changed over time.',
    qualities:
      'Which features, materials, uses, price levels and needs appeal to the customer, as far as the products show them.',
    next: 'products and brands',
  },
  movies: {
    person: 'viewer',
    role: 'You study the viewing histories of viewers and describe their taste precisely and without flattery.',
    events: 'films and series',
    kinds:
      'Which genres, eras and kinds of films the viewer turns to, roughly in what proportion, and how that has changed over time.',
    qualities: 'Which themes, moods, settings and ways of telling a story appeal to the viewer.',
    next: 'films',
  },
  generic: {
    person: 'user',
    role: 'You study what users of a catalogue have chosen and describe their taste precisely and without flattery.',
    events: 'items',
    kinds: 'Which kinds of items the user turns to, roughly in what proportion, and how that has changed over time.',
    qualities: 'Which features and themes appeal to the user.',
    next: 'items',
  },
};
