/** How many of the users that a baseline would be trained on have a profile. */
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { loadDataset } from '../../src/dataset/loadDataset.ts';
import { UserError } from '../../src/errors.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { readWanted } from './readWanted.ts';

export interface Coverage {
  readonly dataset: string;
  readonly trainUsers: number;
  readonly trainUsersWithProfile: number;
  /** Profiles of users that are not trained on, or that the data does not have. */
  readonly otherProfiles: number;
}

/** `data`: a run config with one dataset, or the name of a dataset under the default split. */
export async function measureCoverage(
  data: string,
  users: readonly string[],
  onNote: (note: string) => void,
): Promise<Coverage> {
  const { datasets, split, skipBadRows } = readWanted(data, undefined);
  if (datasets.length !== 1)
    throw new UserError(`--data ${data}: name a config with one dataset, or the dataset itself.`);
  const dataset = await loadDataset(datasets[0]!, {
    cacheDirectory: defaultCacheDirectory(),
    skipBadRows,
    withItemText: false,
    onProgress: onNote,
  });
  const { train } = splitDataset(dataset, split);
  const withProfile = new Set(users);
  const covered = train.users.filter((user) => withProfile.has(dataset.userIds[user]!)).length;
  return {
    dataset: dataset.name,
    trainUsers: train.users.length,
    trainUsersWithProfile: covered,
    otherProfiles: users.length - covered,
  };
}
