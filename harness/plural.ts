import { formatCount } from '../reports/formatNumber.ts';

/** A count with its noun: `1 case`, `2 cases`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
