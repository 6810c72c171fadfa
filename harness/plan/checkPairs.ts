/** Refuses pairs of baseline and data that cannot work, once the data is known and before anything trains. */
import type { Survey } from '../case/caseMessages.ts';
import type { RunConfig } from '../config/config.ts';
import { datasetLabel } from './datasetLabel.ts';
import type { ResolvedBaseline } from '../config/resolveBaselines.ts';
import type { SettingsFault } from '../config/settingsErrors.ts';

function needFaults(baseline: ResolvedBaseline, survey: Survey): SettingsFault[] {
  const { name, timeResolution } = survey.dataset;
  const refuse = (what: string) => ({ path: baseline.path, sentence: `"${baseline.label}" needs ${what}.` });
  const faults: SettingsFault[] = [];
  if (baseline.needs.includes('time') && timeResolution === 'none') {
    faults.push(refuse(`times, and "${name}" has an order only`));
  }
  if (baseline.needs.includes('itemText') && !survey.hasItemText) {
    faults.push(refuse(`item text, and "${name}" has none`));
  }
  const { profiles } = baseline;
  if (profiles !== null && profiles.settings.source.kind !== 'import' && !survey.hasItemText) {
    faults.push(
      refuse(`item text for its profiles "${profiles.name}", and "${name}" has none; import profiles instead`),
    );
  }
  return faults;
}

/** `surveys` by place in `config.datasets`. */
export function pairFaults(
  config: RunConfig,
  baselines: readonly ResolvedBaseline[],
  surveys: readonly Survey[],
): SettingsFault[] {
  const longest = Math.max(...config.cutoffs);
  return surveys.flatMap((survey, index) => {
    const { catalogueItemCount, testCaseCount, validationCaseCount } = survey.split;
    const name = datasetLabel(config.datasets[index]!);
    const faults = baselines.flatMap((baseline) => needFaults(baseline, survey));
    if (longest > catalogueItemCount) {
      const path = ['cutoffs', config.cutoffs.indexOf(longest)];
      faults.push({
        path,
        sentence: `asks for ${longest} items, but "${name}" has a catalogue of ${catalogueItemCount}.`,
      });
    }
    if (config.search !== undefined && validationCaseCount === 0) {
      faults.push({ path: ['search'], sentence: `has nothing to choose by: "${name}" leaves no validation case.` });
    }
    if (testCaseCount === 0) {
      faults.push({ path: ['datasets', index], sentence: `leaves no test case after the split; look at "split".` });
    }
    return faults;
  });
}
