/** From the path of a config to a checked run: what is wrong is said with file, line and place, all of it at once. */
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { datasetSettingsSchema, type DatasetSettings } from '../../src/dataset/datasetSettings.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { UserError } from '../../src/errors.ts';
import { profileDirectory } from '../../src/profiles/profileIdentity.ts';
import { type Protocol, PROTOCOLS } from '../../src/protocols.ts';
import { SPLIT_PROTOCOLS } from '../../src/split/splitProtocols.ts';
import { configSchema, type RunConfig } from './config.ts';
import { readConfigText, type ConfigText } from './configText.ts';
import { datasetLabel } from '../plan/datasetLabel.ts';
import { ProfileChoices } from '../profiles/caseProfiles.ts';
import { BASELINES_DIRECTORY } from './registry.ts';
import { resolveBaselines, type ResolvedBaseline } from './resolveBaselines.ts';
import { searchFaults } from '../search/planSearches.ts';
import { searchSettingsSchema } from '../search/searchSettings.ts';
import { settingsFaults, type SettingsFault } from './settingsErrors.ts';

export interface CheckedConfig {
  readonly text: ConfigText;
  readonly config: RunConfig;
  readonly baselines: readonly ResolvedBaseline[];
}

/** What the command line puts in place of the config's own. */
export interface ConfigOverrides {
  /** Names: of entries of the config, or of built-in datasets. */
  readonly datasets?: readonly string[];
  readonly seeds?: readonly number[];
  readonly engine?: EngineChoice;
  readonly threads?: number;
  /** Settings to try of each grid: makes a search of grids that the config runs as cases. */
  readonly budget?: number;
}

function chosenDataset(name: string, config: RunConfig): DatasetSettings {
  const inConfig = config.datasets.find((dataset) => datasetLabel(dataset) === name);
  if (inConfig !== undefined) return inConfig;
  const parsed = datasetSettingsSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  const [fault] = settingsFaults(parsed.error, datasetSettingsSchema, name);
  throw new UserError(`--datasets ${name} ${fault?.sentence ?? 'is not known.'}`);
}

const NO_SEARCH = searchSettingsSchema.parse({});

function withOverrides(config: RunConfig, { datasets, budget, ...others }: ConfigOverrides): RunConfig {
  const search = budget === undefined ? config.search : { ...(config.search ?? NO_SEARCH), trials: budget };
  const given = { ...config, ...others, search, seeds: [...(others.seeds ?? config.seeds)] };
  return datasets ? { ...given, datasets: [...new Set(datasets)].map((name) => chosenDataset(name, config)) } : given;
}

/** Entries that the rest of the run would take for one another. */
function twinFaults({ datasets }: Pick<RunConfig, 'datasets'>): SettingsFault[] {
  const labels = datasets.map(datasetLabel);
  return labels.flatMap((label, index) => {
    const first = labels.indexOf(label);
    return first === index
      ? []
      : [{ path: ['datasets', index], sentence: `has the name "${label}", as datasets[${first}] has.` }];
  });
}

/** The split that the protocol begins with, under what the config says of its own. */
function withProtocolSplit(text: ConfigText): unknown {
  const { data } = text;
  if (typeof data !== 'object' || data === null || !('protocol' in data)) return data;
  const { protocol, split = {} } = data as { protocol: unknown; split?: object | null };
  const usual = PROTOCOLS.includes(protocol as Protocol) ? SPLIT_PROTOCOLS[protocol as Protocol] : undefined;
  if (usual === undefined || typeof split !== 'object' || split === null) return data;
  if ('kind' in split && split.kind !== usual.kind) {
    const sentence = `must be "${usual.kind}", or left out, under the protocol "${String(protocol)}".`;
    throw text.refuse([{ path: ['split', 'kind'], sentence }]);
  }
  return { ...data, split: { ...usual, ...split } };
}

export function parseConfig(text: ConfigText, overrides: ConfigOverrides = {}): RunConfig {
  const data = withProtocolSplit(text);
  const parsed = configSchema.safeParse(data);
  if (!parsed.success) throw text.refuse(settingsFaults(parsed.error, configSchema, data));
  const faults = twinFaults(parsed.data);
  if (faults.length > 0) throw text.refuse(faults);
  const threads = parsed.data.threads ?? availableParallelism();
  return withOverrides({ ...parsed.data, threads }, overrides);
}

export async function readConfig(path: string, overrides: ConfigOverrides = {}): Promise<CheckedConfig> {
  const text = readConfigText(path);
  const config = parseConfig(text, overrides);
  const cache = defaultCacheDirectory();
  const fingerprints = join(cache, 'fingerprints');
  const directories = { config: dirname(resolve(path)), baselines: BASELINES_DIRECTORY, fingerprints };
  const choices = new ProfileChoices(config.profiles, profileDirectory(cache));
  const { baselines, faults } = await resolveBaselines(config, directories, choices);
  const all = [...faults, ...searchFaults(config, baselines)];
  if (all.length > 0) throw text.refuse(all);
  return { text, config, baselines };
}
