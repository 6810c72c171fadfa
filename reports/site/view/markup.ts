/**
 * Markup in which every value is text unless it is markup itself, made by the same tag. Titles, labels, settings and
 * messages come from data and configs of other people: there is no way to put one into a page unescaped.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fit for text and for attribute values in quotes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ESCAPES[character]!);
}

/** Made by `markup` and `embeddedJson` and by nothing else. */
export class Markup {
  /** Markup and plain text must not pass for each other where types are compared by shape. */
  readonly #text: string;

  constructor(text: string, key: typeof KEY) {
    if (key !== KEY) throw new TypeError('Markup is made by the `markup` tag');
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

const KEY = Symbol('markup');

/** Null, undefined and false leave nothing behind, so that parts can be left out by a condition. */
export type MarkupValue = Markup | string | number | null | undefined | false | readonly MarkupValue[];

function textOf(value: MarkupValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(textOf).join('');
  return escapeMarkup(String(value));
}

const tightened = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A line end in a template is layout of the source: nothing between elements, a space between words. */
function tight(strings: TemplateStringsArray): readonly string[] {
  let parts = tightened.get(strings);
  if (!parts) {
    parts = strings.map((part) => {
      if (part.includes('\n') && part.trim() === '') return '';
      return part.replace(/(?<=>)\s*\n\s*|\s*\n\s*(?=<)/gu, '').replace(/\s*\n\s*/gu, ' ');
    });
    tightened.set(strings, parts);
  }
  return parts;
}

/** Attribute values must stand in double quotes. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const parts = tight(strings);
  let text = parts[0]!;
  for (let place = 0; place < values.length; place++) text += textOf(values[place]) + parts[place + 1]!;
  return new Markup(text, KEY);
}

/** JSON for a `<script type="application/json">`: no character of it can end the element or open a comment. */
export function embeddedJson(value: unknown): Markup {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Markup(text, KEY);
}
