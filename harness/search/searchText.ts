/** What `seqbench run` says of its searches. Pure. */
import { plural } from '../plural.ts';
import { choiceText } from './choiceText.ts';
import type { PlannedSearch } from './planSearches.ts';
import { searchRounds } from './rounds.ts';
import type { TrialOutcome, TrialRun } from './runSearch.ts';
import type { SearchRecord } from './searchRecord.ts';

/** Of a plan. */
export function searchLine({ label, datasetName, trials, candidateCount, settings }: PlannedSearch): string {
  const drawn = trials.length < candidateCount ? ` of ${candidateCount}, drawn with seed ${settings.seed}` : '';
  const rounds = searchRounds(trials.length, settings);
  const pruning = settings.pruning === 'none' ? '' : `; halving in ${plural(rounds.length, 'round')}`;
  const tried = `${plural(trials.length, 'setting')}${drawn}`;
  return `Before that, a search for ${label} on ${datasetName}: ${tried}${pruning}; by validation NDCG@10, seed ${settings.seed}.`;
}

export function trialName(
  { label, datasetName }: PlannedSearch,
  { planned, number, total, epochLimit }: TrialRun,
): string {
  const limit = epochLimit === null ? '' : `, up to ${plural(epochLimit, 'epoch')}`;
  const choice = choiceText(planned.baseline.grid?.choice ?? {});
  return `[trial ${number}/${total}] ${label}, ${datasetName}: ${choice}${limit}`;
}

export function trialEndLine(outcome: TrialOutcome): string {
  if (outcome.kind === 'failed') return `FAILED, ${outcome.failure}`;
  if (outcome.kind === 'stopped') return 'stopped';
  const { validationNdcg10, epochs } = outcome.result;
  const after = epochs.length > 0 ? ` after ${plural(epochs.length, 'epoch')}` : '';
  return validationNdcg10 === null ? 'no validation' : `validation NDCG@10 ${validationNdcg10.toFixed(4)}${after}`;
}

export function searchEndLine({ baseline, dataset, trials }: SearchRecord): string {
  const chosen = trials.find(({ state }) => state === 'chosen');
  const name = `Search for ${baseline.label} on ${dataset.name}`;
  if (chosen === undefined) return `${name}: NOTHING CHOSEN, for no trial could be judged`;
  const score = chosen.scores.at(-1)?.validationNdcg10?.toFixed(4) ?? '';
  return `${name}: ${choiceText(chosen.choice)} (validation NDCG@10 ${score})`;
}
