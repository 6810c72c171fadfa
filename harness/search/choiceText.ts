/** A choice from a grid in words: `learningRate=0.001 dropout=0.2`. */
import { canonicalJson } from '../../src/canonicalJson.ts';

export function choiceText(choice: Readonly<Record<string, unknown>>): string {
  return Object.entries(choice)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : canonicalJson(value)}`)
    .join(' ');
}
