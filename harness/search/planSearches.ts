/** Which grids of a config are searched, on which data, and what is tried of each. Pure. */
import type { DatasetSettings } from '../../src/dataset/datasetSettings.ts';
import { shortHash } from '../../src/canonicalJson.ts';
import type { RunConfig } from '../config/config.ts';
import { datasetLabel } from '../plan/datasetLabel.ts';
import { planCases, type PlannedCase, readable } from '../plan/plan.ts';
import type { ResolvedBaseline } from '../config/resolveBaselines.ts';
import type { SettingsFault } from '../config/settingsErrors.ts';
import { drawTrials } from './rounds.ts';
import type { SearchSettings } from './searchSettings.ts';

/** One grid on one dataset. */
export interface PlannedSearch {
  readonly searchId: string;
  /** Of the baseline, without a choice. */
  readonly label: string;
  readonly dataset: DatasetSettings;
  readonly datasetName: string;
  readonly settings: SearchSettings;
  /** Combinations of the grid, of which the trials are drawn. */
  readonly candidateCount: number;
  /** Under the search's seed. */
  readonly trials: readonly PlannedCase[];
}

/** Of a search: those with a grid. Without one, grids are ordinary cases. */
function isSearched(config: RunConfig, { grid }: ResolvedBaseline): boolean {
  return config.search !== undefined && grid !== null;
}

/** What a search cannot make sense of. */
export function searchFaults(config: RunConfig, baselines: readonly ResolvedBaseline[]): SettingsFault[] {
  if (config.search === undefined) return [];
  const searched = baselines.filter((baseline) => isSearched(config, baseline));
  if (searched.length === 0) {
    return [{ path: ['search'], sentence: 'has nothing to choose from: no baseline has a "grid".' }];
  }
  const served = searched.filter(({ serve }) => serve !== null);
  if (served.length > 0) {
    const sentence = 'goes with no "grid" that a search chooses from; search first, then serve what it chose.';
    return served.map(({ path }) => ({ path: [...path, 'serve'], sentence }));
  }
  const places = new Map(searched.map(({ grid, path }) => [String(path), { label: grid!.label, path }]));
  return [...places.values()].flatMap(({ label, path }) => {
    const isTaken = baselines.some((other) => (other.grid?.label ?? other.label) === label && other.path !== path);
    return isTaken
      ? [{ path, sentence: `has the label "${label}", as another has; give it a "label" of its own.` }]
      : [];
  });
}

/** Baselines that are run as they are. */
export function fixedBaselines(config: RunConfig, baselines: readonly ResolvedBaseline[]): ResolvedBaseline[] {
  return baselines.filter((baseline) => !isSearched(config, baseline));
}

export function planSearches(config: RunConfig, baselines: readonly ResolvedBaseline[]): PlannedSearch[] {
  const { search } = config;
  if (search === undefined) return [];
  const searched = baselines.filter((baseline) => isSearched(config, baseline));
  const labels = [...new Set(searched.map(({ grid }) => grid!.label))];
  return config.datasets.flatMap((dataset) =>
    labels.map((label) => {
      const candidates = searched.filter(({ grid }) => grid!.label === label);
      const drawn = drawTrials(candidates, search);
      const trials = planCases({ ...config, datasets: [dataset], seeds: [search.seed] }, drawn);
      const datasetName = datasetLabel(dataset);
      const hash = shortHash({ search, cases: trials.map(({ caseId }) => caseId) });
      return {
        searchId: `${readable(label)}.${readable(datasetName)}.${hash}`,
        label,
        dataset,
        datasetName,
        settings: search,
        candidateCount: candidates.length,
        trials,
      };
    }),
  );
}

/** What the search chose, as a baseline to be run with every seed. */
export interface ChosenBaseline {
  readonly dataset: DatasetSettings;
  readonly baseline: ResolvedBaseline;
}

export function chosenBaseline({ dataset, label }: PlannedSearch, { baseline }: PlannedCase): ChosenBaseline {
  return { dataset, baseline: { ...baseline, label, grid: null } };
}

/** The cases of a run whose searches are over: per dataset what is fixed and what was chosen, in the config's order. */
export function planChosen(
  config: RunConfig,
  fixed: readonly ResolvedBaseline[],
  chosen: readonly ChosenBaseline[],
): PlannedCase[] {
  const placeOf = ({ path }: ResolvedBaseline): number => Number(path[1]);
  return config.datasets.flatMap((dataset) => {
    const own = chosen.filter((choice) => choice.dataset === dataset).map(({ baseline }) => baseline);
    const baselines = [...fixed, ...own].sort((a, b) => placeOf(a) - placeOf(b));
    return planCases({ ...config, datasets: [dataset] }, baselines);
  });
}
