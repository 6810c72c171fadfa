/** What generating will take and cost, said before it begins; and the limit that it must not cross. */
import { UserError } from '../../errors.ts';
import type { BudgetSettings, PriceSettings } from '../source/httpSettings.ts';

export interface TokenCounts {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface GenerateEstimate extends TokenCounts {
  /** Training users, those with a stored profile, and those of whose items nothing is known. */
  readonly userCount: number;
  readonly storedCount: number;
  readonly withoutWordsCount: number;
  readonly requests: number;
  /** Null without a price. */
  readonly money: number | null;
  /** If every answer were as long as it may be. */
  readonly longestCompletionTokens: number;
}

export function moneyFor(counts: TokenCounts, price: PriceSettings | null): number | null {
  if (price === null) return null;
  return (counts.promptTokens * price.promptPerMillion + counts.completionTokens * price.completionPerMillion) / 1e6;
}

export interface Budget {
  readonly limits: BudgetSettings;
  readonly price: PriceSettings | null;
}

/** The first limit that the counts are beyond, in words; null where they are within all. */
export function beyondBudget(counts: TokenCounts, { limits, price }: Budget): string | null {
  const tokens = counts.promptTokens + counts.completionTokens;
  if (limits.tokens !== undefined && tokens > limits.tokens) {
    return `${format(tokens)} tokens, and "budget.tokens" allows ${format(limits.tokens)}`;
  }
  if (limits.money === undefined || price === null) return null;
  const money = moneyFor(counts, price)!;
  if (money <= limits.money) return null;
  return `${money.toFixed(2)} ${price.currency}, and "budget.money" allows ${limits.money} ${price.currency}`;
}

export function refuseEstimate(estimate: GenerateEstimate, spent: TokenCounts, budget: Budget): void {
  const sum = {
    promptTokens: estimate.promptTokens + spent.promptTokens,
    completionTokens: estimate.completionTokens + spent.completionTokens,
  };
  const reason = beyondBudget(sum, budget);
  if (reason === null) return;
  const before = spent.promptTokens + spent.completionTokens > 0 ? ', with what is spent,' : '';
  throw new UserError(
    `Generating would take${before} about ${reason}. Nothing was asked; raise the budget or ask for less.`,
  );
}

/** For people, one line. */
export function estimateText(estimate: GenerateEstimate, price: PriceSettings | null): string {
  const { userCount, storedCount, withoutWordsCount, requests, money } = estimate;
  const stored = storedCount > 0 ? `, ${format(storedCount)} of them stored before` : '';
  const mute = withoutWordsCount > 0 ? `, ${format(withoutWordsCount)} without any words on their items` : '';
  if (requests === 0) return `Profiles of ${format(userCount)} users${stored}${mute}: nothing to ask.`;
  const cost = money === null ? 'no price is set' : `about ${money.toFixed(2)} ${price!.currency}`;
  return (
    `Profiles of ${format(userCount)} users${stored}${mute}: ${format(requests)} requests, about ` +
    `${format(estimate.promptTokens)} tokens of prompts and ${format(estimate.completionTokens)} of answers ` +
    `(at most ${format(estimate.longestCompletionTokens)}); ${cost}.`
  );
}

function format(count: number): string {
  return count.toLocaleString('en');
}
