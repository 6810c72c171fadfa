/** From the `baselines:` of a config to checked, complete settings: grids spelt out, defaults filled in, labels unique. */
import { ZodError } from 'zod';
import type { Need } from '../src/baseline.ts';
import type { Protocol } from '../src/protocols.ts';
import { UserError } from '../src/errors.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { BaselineEntry, RunConfig } from './config.ts';
import { importBaseline, findBaseline, type BaselineSource } from './registry.ts';
import { settingsFaults, showPath, type SettingsFault, type SettingsPath } from './settingsErrors.ts';

export interface ResolvedBaseline {
  readonly source: BaselineSource;
  readonly label: string;
  readonly summary: string;
  readonly needs: readonly Need[];
  /** Every setting with its value. */
  readonly settings: unknown;
  /** Where the config names it. */
  readonly path: SettingsPath;
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

function choiceLabel(label: string, choice: Choice): string {
  const parts = Object.entries(choice).map(([key, { value }]) => {
    return `${key}=${typeof value === 'string' ? value : canonicalJson(value)}`;
  });
  return [label, ...parts].join(' ');
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
  for (const choice of gridChoices(grid)) {
    const chosen = Object.entries(choice).map(([key, { value }]) => [key, value] as const);
    const raw = { ...usual, ...settings, ...Object.fromEntries(chosen) };
    try {
      baselines.push({
        source,
        label: choiceLabel(entry.label ?? source.id, choice),
        summary: baseline.summary,
        needs: baseline.needs,
        settings: baseline.configure(raw).settings,
        path,
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

export async function resolveBaselines(config: RunConfig, directories: Directories): Promise<ResolveResult> {
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
