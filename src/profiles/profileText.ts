/** Profiles as words: what the stages `prompt` and `generate` (or an import) hand to the encoder. */
import { createHash } from 'node:crypto';

/** `llm`: written by a language model that we asked; `imported`: written elsewhere; `template`: from counts, no model. */
export const PROFILE_SOURCES = ['llm', 'template', 'imported'] as const;
export type ProfileSource = (typeof PROFILE_SOURCES)[number];

export interface UserProfile {
  /** Original user id. */
  readonly user: string;
  /** Never empty. */
  readonly text: string;
  readonly source: ProfileSource;
}

/** What writing the profiles took, over all sessions that were needed; null where it is not known. */
export interface ProfileTextCosts {
  readonly seconds: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly money: { readonly amount: number; readonly currency: string } | null;
}

export interface ProfileTexts {
  /** One per user, in the order of `orderProfiles`. */
  readonly profiles: readonly UserProfile[];
  readonly source: ProfileSource;
  /** For tables, for example `template (not an LLM)`. */
  readonly label: string;
  /** SHA-256 over users and texts; where they came from is not part of it. */
  readonly contentHash: string;
  readonly costs: ProfileTextCosts;
  /** More about how they were made, by name, for example `unknownUsers` or `model`. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** By original user id, so that the same profiles have the same order however they were made. */
export function orderProfiles(profiles: readonly UserProfile[]): UserProfile[] {
  return [...profiles].sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : 0));
}

/** Of profiles in the order of `orderProfiles`. */
export function hashProfiles(profiles: readonly UserProfile[]): string {
  const hash = createHash('sha256').update('seqbench-profiles-1\n');
  for (const { user, text } of profiles) hash.update(`${JSON.stringify([user, text])}\n`);
  return hash.digest('hex');
}
