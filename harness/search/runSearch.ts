/** One search: rounds of trials, each trial in a process of its own, until one is left. What is recorded is not run again. */
import type { PlannedCase } from '../plan/plan.ts';
import { bestPlaces, searchRounds, type SearchRound } from './rounds.ts';
import type { SearchRecord, Trial, TrialResult } from './searchRecord.ts';

export interface TrialRun {
  readonly planned: PlannedCase;
  readonly epochLimit: number | null;
  /** From 1, over all rounds; how many there will be at most. */
  readonly number: number;
  readonly total: number;
}

export type TrialOutcome =
  | { readonly kind: 'tried'; readonly result: TrialResult }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'stopped' };

export interface SearchActions {
  /** Trains a trial up to its limit, going on from where an earlier round left it. */
  run(trial: TrialRun): Promise<TrialOutcome>;
  /** Removes what going on would need. */
  forget(planned: PlannedCase): Promise<void>;
  /** Called after every change. */
  write(record: SearchRecord): Promise<void>;
}

/** Null where the user stopped it. Without a chosen trial, none could be judged. */
export async function runSearch(
  start: SearchRecord,
  planned: readonly PlannedCase[],
  actions: SearchActions,
): Promise<SearchRecord | null> {
  let record = start;
  if (record.trials.some(({ state }) => state === 'chosen')) return record;
  const change = async (place: number, changes: Partial<Trial>): Promise<void> => {
    const trials = record.trials.map((trial, index) => (index === place ? { ...trial, ...changes } : trial));
    record = { ...record, trials };
    await actions.write(record);
  };

  const rounds = searchRounds(planned.length, record.search);
  const total = rounds.reduce((sum, { trialCount }) => sum + trialCount, 0);
  let number = 0;
  let places = [...planned.keys()];
  for (const round of rounds) {
    for (const place of places) {
      number += 1;
      const trial = record.trials[place]!;
      if (knownScore(trial, round) !== undefined) continue;
      if (isOver(trial)) {
        await change(place, { scores: [...trial.scores, { ...trial.scores.at(-1)!, epochLimit: round.epochLimit }] });
        continue;
      }
      const outcome = await actions.run({ planned: planned[place]!, epochLimit: round.epochLimit, number, total });
      if (outcome.kind === 'stopped') return null;
      await change(place, outcome.kind === 'failed' ? failed(outcome.failure) : tried(trial, round, outcome.result));
    }
    const scores = places.map((place) => knownScore(record.trials[place]!, round) ?? null);
    const kept = bestPlaces(scores, round.keptCount).map((index) => places[index]!);
    for (const place of places.filter((index) => !kept.includes(index))) {
      const trial = record.trials[place]!;
      await actions.forget(planned[place]!);
      if (trial.state !== 'failed') await change(place, { state: isOver(trial) ? 'finished' : 'pruned' });
    }
    places = kept.sort((a, b) => a - b);
    if (places.length < 2) break;
  }
  const [chosen] = places;
  if (chosen !== undefined) {
    await change(chosen, { state: 'chosen' });
    await actions.forget(planned[chosen]!);
  }
  return record;
}

function knownScore(trial: Trial, { epochLimit }: SearchRound): number | null | undefined {
  const score = trial.scores.find((entry) => entry.epochLimit === epochLimit);
  return score === undefined ? undefined : score.validationNdcg10;
}

/** Whether training had ended by itself: it was not given a limit, or did not use it up. */
function isOver({ result, scores }: Trial): boolean {
  const limit = scores.at(-1)?.epochLimit;
  return result !== null && limit !== undefined && (limit === null || result.epochs.length < limit);
}

function failed(failure: string): Partial<Trial> {
  return { state: 'failed', failure };
}

function tried(trial: Trial, { epochLimit }: SearchRound, result: TrialResult): Partial<Trial> {
  const fitSeconds = (trial.result?.fitSeconds ?? 0) + result.fitSeconds;
  const { validationNdcg10 } = result;
  return {
    state: 'open',
    failure: null,
    scores: [...trial.scores, { epochLimit, validationNdcg10 }],
    result: { ...result, fitSeconds },
  };
}
