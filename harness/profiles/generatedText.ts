/** What `seqbench profiles generate` says of profiles. Pure. */
import { formatCount } from '../../reports/formatNumber.ts';
import type { ChatMessage } from '../../src/profiles/generate/chatModel.ts';
import type { ProfileTexts } from '../../src/profiles/profileText.ts';
import { showDuration } from '../run/progressText.ts';

export interface GeneratedTexts {
  readonly dataset: string;
  /** As the config calls it. */
  readonly entry: string;
  readonly trainUserCount: number;
  readonly texts: ProfileTexts;
}

/** Facts whose number is worth a word where it is not 0. */
const COUNTS: Readonly<Record<string, string>> = {
  unknownUsers: 'more are of users that the data does not have',
  untrainedUsers: 'more are of users that are not trained on',
  usersWithoutText: 'more are empty',
  usersWithoutWords: 'users without any words on their items',
  failedUsers: 'users for whom none could be had',
  answersCutAtLongest: 'answers cut at the longest length',
};

export function generatedText({ dataset, entry, trainUserCount, texts }: GeneratedTexts): string {
  const { profiles, label, contentHash, costs, facts } = texts;
  const share = `${((100 * profiles.length) / trainUserCount).toFixed(1)} % of the training users`;
  const tokens = (costs.promptTokens ?? 0) + (costs.completionTokens ?? 0);
  const parts = [
    ...Object.entries(COUNTS).flatMap(([fact, words]) => {
      const count = facts[fact];
      return typeof count === 'number' && count > 0 ? [`${formatCount(count)} ${words}`] : [];
    }),
    costs.seconds === null ? '' : showDuration(costs.seconds),
    tokens === 0 ? '' : `${formatCount(tokens)} tokens`,
    costs.money === null ? '' : `${costs.money.amount.toFixed(2)} ${costs.money.currency}`,
    texts.source === 'imported' ? 'made elsewhere, so from which events cannot be checked' : '',
    `content ${contentHash.slice(0, 12)}`,
  ].filter((part) => part !== '');
  const head = `${dataset}, profiles "${entry}": ${label}, ${formatCount(profiles.length)} profiles (${share})`;
  return `${head}; ${parts.join('; ')}`;
}

export function messagesText(messages: readonly ChatMessage[]): string {
  return messages.map(({ role, content }) => `\n[${role}]\n${content}\n`).join('');
}
