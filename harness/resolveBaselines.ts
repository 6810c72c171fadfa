/** From the `baselines:` of a config to checked, complete settings: grids spelt out, defaults filled in, labels unique. */
import { ZodError } from 'zod';
import type { Need } from '../src/baseline.ts';
import type { Protocol } from '../src/protocols.ts';
import { UserError } from '../src/errors.ts';
import type { BaselineEntry, RunConfig } from './config.ts';
import type { CaseProfiles, ProfileChoices } from './profiles/caseProfiles.ts';
import { importBaseline, findBaseline, type BaselineSource } from './registry.ts';
import { choiceText } from './search/choiceText.ts';
import { settingsFaults, showPath, type SettingsFault, type SettingsPath } from './settingsErrors.ts';

export interface ResolvedBaseline {
  readonly source: BaselineSource;
  readonly label: string;
  readonly summary: string;
  readonly needs: readonly Need[];
  /** Every setting with its value. */
  readonly settings: unknown;
  /** Null where it is given none. */
  readonly profiles: CaseProfiles | null;
  /** Where the config names it. */
  readonly path: SettingsPath;
  /** The label without a choice, and the choice; null where the config gives no grid. */
  readonly grid: { readonly label: string; readonly choice: Readonly<Record<string, unknown>> } | null;
}

type Choice = Readonly<Record<string, { readonly value: unknown; readonly index: number }>>;

/** Every combination of one value per key; the last key changes fastest. */
export function gridChoices(grid: Readonly<Record<string, readonly unknown[]>>): Choice[] {
  return Object.entries(grid).reduce<Choice[]>(
    (choices, [key, values]) =>
      choices.flatMap((choice) => values.map((value, index) => ({ ...choice, [key]: { value, index } }))),
    [{}],
  );
}

export interface ResolveResult {
  readonly baselines: readonly ResolvedBaseline[];
  readonly faults: readonly SettingsFault[];
}

async function resolveEntry(
  entry: BaselineEntry,
  protocol: Protocol,
  path: SettingsPath,
  idPath: SettingsPath,
  directories: Directories,
  choices: ProfileChoices,
) {
  const faults: SettingsFault[] = [];
  const baselines: ResolvedBaseline[] = [];
  let source: BaselineSource;
  try {
    source = findBaseline(entry.id, directories.config, directories.baselines);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { baselines, faults: [{ path: idPath, sentence: `is refused: ${error.message}` }] };
  }
  const baseline = await importBaseline(source);
  const settings = entry.settings ?? {};
  const usual = baseline.protocols[entry.protocol ?? protocol] as object | undefined;
  const grid = entry.grid ?? {};
  for (const key of Object.keys(grid).filter((name) => Object.hasOwn(settings, name))) {
    faults.push({ path: [...path, 'grid', key], sentence: 'is also among the settings; give it in one place.' });
  }
  const label = entry.label ?? source.id;
  for (const choice of gridChoices(grid)) {
    const chosen = Object.fromEntries(Object.entries(choice).map(([key, { value }]) => [key, value]));
    const isGrid = Object.keys(chosen).length > 0;
    const raw = { ...usual, ...settings, ...chosen };
    const { summary, needs } = baseline;
    try {
      const configured = baseline.configure(raw);
      const wish = { path, label, name: entry.profiles, needs, width: configured.profileWidth };
      const profiles = await choices.choose(wish);
      if (profiles !== null && 'sentence' in profiles) {
        faults.push(profiles);
        continue;
      }
      baselines.push({
        source,
        label: isGrid ? `${label} ${choiceText(chosen)}` : label,
        summary,
        needs,
        settings: configured.settings,
        profiles,
        path,
        grid: isGrid ? { label, choice: chosen } : null,
      });
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      for (const fault of settingsFaults(error, baseline.settingsSchema, raw)) {
        const [key, ...rest] = fault.path;
        const picked = typeof key === 'string' ? choice[key] : undefined;
        const place = picked ? ['grid', key!, picked.index, ...rest] : ['settings', ...fault.path];
        faults.push({ path: [...path, ...place], sentence: fault.sentence });
      }
    }
  }
  return { baselines, faults };
}

/** The same fault shows up in every combination of a grid that has the wrong value. */
function distinct(faults: readonly SettingsFault[]): SettingsFault[] {
  return [...new Map(faults.map((fault) => [`${showPath(fault.path)} ${fault.sentence}`, fault])).values()];
}

export interface Directories {
  /** Files of baselines are named relative to the config. */
  readonly config: string;
  readonly baselines: string;
}

export async function resolveBaselines(
  config: RunConfig,
  directories: Directories,
  choices: ProfileChoices,
): Promise<ResolveResult> {
  const baselines: ResolvedBaseline[] = [];
  const faults: SettingsFault[] = [];
  for (const [index, entry] of config.baselines.entries()) {
    const path = ['baselines', index];
    const isName = typeof entry === 'string';
    const resolved = await resolveEntry(
      isName ? { id: entry } : entry,
      config.protocol,
      path,
      isName ? path : [...path, 'id'],
      directories,
      choices,
    );
    faults.push(...resolved.faults);
    for (const baseline of resolved.baselines) {
      const twin = baselines.find((other) => other.label === baseline.label);
      if (twin) {
        const sentence = `has the label "${baseline.label}", as ${showPath(twin.path)} has; give it a "label" of its own.`;
        faults.push({ path, sentence });
      }
      baselines.push(baseline);
    }
  }
  return { baselines, faults: distinct(faults) };
}
