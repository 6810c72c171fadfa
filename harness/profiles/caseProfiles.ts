/** Which profiles a baseline of a config is given: those it names, else the only or the first ones. */
import type { Need } from '../../src/baseline.ts';
import { UserError } from '../../src/errors.ts';
import { profileIdentity } from '../../src/profiles/profileIdentity.ts';
import type { ProfileSettings } from '../../src/profiles/profileSettings.ts';
import { didYouMean } from '../config/nearest.ts';
import type { SettingsFault, SettingsPath } from '../config/settingsErrors.ts';

export interface CaseProfiles {
  /** As the config calls them. */
  readonly name: string;
  readonly settings: ProfileSettings;
  /** Of the vectors. */
  readonly width: number;
  /** All that decides the vectors but data, split and width: contents of files, no places, no way of asking. */
  readonly identity: unknown;
}

export interface ProfileWish {
  /** Where the config has the baseline. */
  readonly path: SettingsPath;
  readonly label: string;
  /** As the entry names them; undefined where it names none. */
  readonly name: string | undefined;
  readonly needs: readonly Need[];
  /** Null: the baseline wants none under its settings. */
  readonly width: number | null;
}

/** The entries of a config's `profiles:` that have been looked at; each at most once. */
export class ProfileChoices {
  readonly #profiles: Readonly<Record<string, ProfileSettings>>;
  readonly #directory: string;
  readonly #identities = new Map<string, Promise<unknown>>();

  constructor(profiles: Readonly<Record<string, ProfileSettings>>, directory: string) {
    this.#profiles = profiles;
    this.#directory = directory;
  }

  /** Null for a baseline that wants none, a fault where its wish cannot be met. */
  async choose(wish: ProfileWish): Promise<CaseProfiles | SettingsFault | null> {
    const { path, label, needs, width } = wish;
    const known = Object.keys(this.#profiles);
    const isGiven = wish.name !== undefined;
    const name = wish.name ?? known[0];
    if (isGiven && !known.includes(wish.name)) {
      const sentence = `names no entry of "profiles".${didYouMean(wish.name, known)} Known: ${known.join(', ') || 'none'}.`;
      return { path: [...path, 'profiles'], sentence };
    }
    if (width === null) {
      if (needs.includes('profiles')) throw new Error(`${label} needs profiles and states no profileWidth`);
      if (!isGiven) return null;
      return {
        path: [...path, 'profiles'],
        sentence: `is of no use: "${label}" takes no profiles under its settings.`,
      };
    }
    if (name === undefined) {
      const sentence = `needs profiles: give the config a "profiles:" with one, for example "profiles: { template: {} }".`;
      return { path, sentence };
    }
    try {
      return { name, settings: this.#profiles[name]!, width, identity: await this.#identityOf(name) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { path: ['profiles', name, 'source'], sentence: `cannot be used: ${error.message}` };
    }
  }

  #identityOf(name: string): Promise<unknown> {
    const known = this.#identities.get(name) ?? profileIdentity(this.#profiles[name]!, this.#directory);
    this.#identities.set(name, known);
    return known;
  }
}
