/** From the `baselines:` of a config to checked, complete settings: grids spelt out, defaults filled in, labels unique. */
import { ZodError } from 'zod';
import type { Need } from '../../src/baseline.ts';
import type { Protocol } from '../../src/protocols.ts';
import { contentsHash } from '../../src/contentsHash.ts';
import { UserError } from '../../src/errors.ts';
import type { BaselineEntry, RunConfig } from './config.ts';
import type { CaseProfiles, ProfileChoices } from '../profiles/caseProfiles.ts';
import { importBaseline, findBaseline, type BaselineSource } from './registry.ts';
import { choiceText } from '../search/choiceText.ts';
import { settingsFaults, showPath, type SettingsFault, type SettingsPath } from './settingsErrors.ts';

export interface ResolvedBaseline {
  readonly source: BaselineSource;
  readonly label: string;
  readonly summary: string;
  readonly needs: readonly Need[];
  readonly takesItemText: boolean;
  /** Every setting with its value, as it is trained. */
  readonly settings: unknown;
  /** Over the contents of the files that its settings name; null where they name none. */
  readonly filesHash: string | null;
  /** How it is asked where one trained model is asked in several ways; null: as it is trained. */
  readonly serve: { readonly choice: Readonly<Record<string, unknown>>; readonly settings: unknown } | null;
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

/** Every setting with its value, as the model is asked. */
export function askedSettings({ settings, serve }: ResolvedBaseline): unknown {
  return serve === null ? settings : serve.settings;
}

export interface ResolveResult {
  readonly baselines: readonly ResolvedBaseline[];
  readonly faults: readonly SettingsFault[];
}

function valuesOf(choice: Choice): Record<string, unknown> {
  return Object.fromEntries(Object.entries(choice).map(([key, { value }]) => [key, value]));
}

/** Settings that enter training cannot be given to a model that is trained already. */
function servingFaults({ serve = {}, grid = {} }: BaselineEntry, known: readonly string[], path: SettingsPath) {
  return Object.keys(serve).flatMap((key): SettingsFault[] => {
    const place = [...path, 'serve', key];
    if (Object.hasOwn(grid, key)) return [{ path: place, sentence: 'is also in the grid; give it in one place.' }];
    if (known.includes(key)) return [];
    const choice = known.length === 0 ? 'this baseline has none' : `these are: ${known.join(', ')}`;
    return [{ path: place, sentence: `is no setting of asking alone; ${choice}.` }];
  });
}

function allChoices(
  grid: NonNullable<BaselineEntry['grid']>,
  serve: NonNullable<BaselineEntry['serve']>,
): { readonly trained: Choice; readonly served: Choice }[] {
  return gridChoices(grid).flatMap((trained) => gridChoices(serve).map((served) => ({ trained, served })));
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
  const serve = entry.serve ?? {};
  const unservable = servingFaults(entry, baseline.servingSettings, path);
  if (unservable.length > 0) return { baselines, faults: [...faults, ...unservable] };
  const label = entry.label ?? source.id;
  for (const { trained: choice, served } of allChoices(grid, serve)) {
    const chosen = valuesOf(choice);
    const serving = valuesOf(served);
    const isGrid = Object.keys(chosen).length > 0;
    const raw = { ...usual, ...settings, ...chosen };
    const { summary, needs, takesItemText } = baseline;
    try {
      const configured = baseline.configure(raw);
      const asked = entry.serve === undefined ? null : baseline.configure({ ...raw, ...serving }).settings;
      const wish = { path, label, name: entry.profiles, needs, width: configured.profileWidth };
      const profiles = await choices.choose(wish);
      if (profiles !== null && 'sentence' in profiles) {
        faults.push(profiles);
        continue;
      }
      baselines.push({
        source,
        label: [label, choiceText({ ...chosen, ...serving })].filter((part) => part !== '').join(' '),
        summary,
        needs,
        takesItemText,
        settings: configured.settings,
        filesHash: await contentsHash(configured.files, directories.fingerprints),
        serve: asked === null ? null : { choice: serving, settings: asked },
        profiles,
        path,
        grid: isGrid ? { label, choice: chosen } : null,
      });
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      for (const fault of settingsFaults(error, baseline.settingsSchema, { ...raw, ...serving })) {
        const [key, ...rest] = fault.path;
        const picked = typeof key === 'string' ? (served[key] ?? choice[key]) : undefined;
        const list = typeof key === 'string' && Object.hasOwn(served, key) ? 'serve' : 'grid';
        const place = picked ? [list, key!, picked.index, ...rest] : ['settings', ...fault.path];
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
  /** Where hashes of large files are remembered. */
  readonly fingerprints: string;
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
