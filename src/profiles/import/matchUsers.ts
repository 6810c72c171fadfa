/** Which imported profiles are of users that are trained on; the others are counted and left out. */
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';
import { UserError } from '../../errors.ts';
import type { Split } from '../../split/split.ts';
import type { UserProfile } from '../profileText.ts';

export interface MatchedProfiles {
  readonly profiles: readonly UserProfile[];
  /** Of users that the dataset does not have. */
  readonly unknownCount: number;
  /** Of users of the dataset that the split does not train on, for example those drawn for validation. */
  readonly untrainedCount: number;
}

export function matchUsers(
  path: string,
  profiles: readonly UserProfile[],
  dataset: InteractionDataset,
  split: Split,
): MatchedProfiles {
  const known = new Set(dataset.userIds);
  const trained = new Set(Array.from(split.train.users, (user) => dataset.userIds[user]!));
  const kept = profiles.filter(({ user }) => trained.has(user));
  const unknownCount = profiles.filter(({ user }) => !known.has(user)).length;
  if (kept.length === 0) {
    throw new UserError(
      `${path} has no profile of any of the ${trained.size} training users of "${dataset.name}": its users are called ` +
        `"${profiles[0]!.user}" and the like, those of the data "${[...trained][0]!}". Check "fields.user".`,
    );
  }
  return { profiles: kept, unknownCount, untrainedCount: profiles.length - kept.length - unknownCount };
}
