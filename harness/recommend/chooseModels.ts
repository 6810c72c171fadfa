/** Which trained models of a results directory are asked: cases on the same data and split, one of each baseline. */
import { existsSync } from 'node:fs';
import { UserError } from '../../src/errors.ts';
import { didYouMean } from '../config/nearest.ts';
import { storedCases, type StoredCase } from '../export/chooseModel.ts';

export interface ModelChoice {
  readonly from: string;
  /** Labels or ids of baselines; empty for all. */
  readonly only: readonly string[];
  /** Ids of cases, or how they begin; empty for all. */
  readonly cases: readonly string[];
  /** Null where the results are of one dataset only. */
  readonly dataset: string | null;
  /** Null: the lowest that a baseline was trained with. */
  readonly seed: number | null;
}

export interface ChosenModels {
  readonly models: readonly StoredCase[];
  /** What was not taken, a sentence each. */
  readonly notes: readonly string[];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Refuses what names nothing. */
function checkWords(flag: string, words: readonly string[], known: readonly string[], fits: (word: string) => boolean) {
  const unknown = words.find((word) => !fits(word));
  if (unknown === undefined) return;
  const there = distinct(known);
  throw new UserError(
    `${flag} ${unknown}: no finished case is called so.${didYouMean(unknown, there)} There are: ${there.join(', ')}.`,
  );
}

/** Of each case the newest run, for a case may have been run at several commits. */
function newestRuns(cases: readonly StoredCase[]): StoredCase[] {
  const newest = new Map<string, StoredCase>();
  for (const one of cases) {
    const known = newest.get(one.record.caseId);
    if (!known || known.record.startedAt < one.record.startedAt) newest.set(one.record.caseId, one);
  }
  return [...newest.values()];
}

function wanted(all: readonly StoredCase[], { only, cases, dataset, seed }: ModelChoice): StoredCase[] {
  const names = all.flatMap(({ record: { baseline } }) => [baseline.label, baseline.id]);
  // A label may have a comma of its own.
  const labels = only.flatMap((word) => (names.includes(word) ? [word] : word.split(',').map((name) => name.trim())));
  checkWords('--only', labels, names, (word) => names.includes(word));
  const ids = all.map(({ record }) => record.caseId);
  checkWords('--case', cases, ids, (word) => ids.some((id) => id.startsWith(word)));
  const datasets = all.map(({ record }) => record.dataset.name);
  checkWords('--dataset', dataset === null ? [] : [dataset], datasets, (word) => datasets.includes(word));
  const meant = all.filter(({ record: { baseline, caseId, dataset: own } }) => {
    const isNamed = labels.length === 0 || labels.includes(baseline.label) || labels.includes(baseline.id);
    const isCase = cases.length === 0 || cases.some((word) => caseId.startsWith(word));
    return isNamed && isCase && (dataset === null || own.name === dataset);
  });
  if (meant.length === 0) throw new UserError('No finished case fits --only, --case and --dataset together.');
  const ofSeed = seed === null ? meant : meant.filter(({ record }) => record.seed === seed);
  if (ofSeed.length > 0) return ofSeed;
  const seeds = new Set(meant.map(({ record }) => record.seed));
  throw new UserError(
    `--seed ${seed!}: no finished case has it. There are: ${[...seeds].sort((a, b) => a - b).join(', ')}.`,
  );
}

function checkOneSplit(cases: readonly StoredCase[]): void {
  const names = distinct(cases.map(({ record }) => record.dataset.name));
  if (names.length > 1)
    throw new UserError(`The cases are of several datasets; choose with --dataset: ${names.join(', ')}.`);
  const splits = distinct(cases.map(({ record }) => `${record.dataset.contentHash} ${record.split.hash}`));
  if (splits.length === 1) return;
  const ids = distinct(cases.map(({ record }) => record.caseId)).slice(0, 12);
  throw new UserError(
    `The cases are of ${splits.length} splits of ${names[0]!}, which number items differently; choose with --case: ${ids.join(', ')}.`,
  );
}

/** One of each label and settings: another seed is the same model by other chances. */
function oneSeedEach(cases: readonly StoredCase[]): { readonly models: StoredCase[]; readonly notes: string[] } {
  const models = new Map<string, StoredCase[]>();
  for (const one of cases) {
    const { baseline, settings } = one.record;
    const key = JSON.stringify([baseline.label, baseline.id, settings]);
    models.set(key, [...(models.get(key) ?? []), one]);
  }
  const bySeed = [...models.values()].map((own) => own.toSorted((a, b) => a.record.seed - b.record.seed));
  const others = bySeed.some((own) => own.length > 1);
  return {
    models: bySeed.map((own) => own[0]!),
    notes: others ? ['Of several seeds the lowest is asked; --seed chooses another.'] : [],
  };
}

/** @throws UserError where no model is left to ask. */
export async function chooseModels(choice: ModelChoice): Promise<ChosenModels> {
  if (!existsSync(choice.from)) throw new UserError(`There is no results directory ${choice.from}.`);
  const all = newestRuns(await storedCases(choice.from));
  if (all.length === 0) throw new UserError(`${choice.from} holds no finished case; seqbench run makes some.`);
  const meant = wanted(all, choice);
  checkOneSplit(meant);
  const kept = meant.filter(({ directory }) => existsSync(directory));
  const gone = distinct(meant.filter((one) => !kept.includes(one)).map(({ record }) => record.caseId));
  const named = gone.length > 3 ? `${gone.slice(0, 3).join(', ')} and ${gone.length - 3} more` : gone.join(', ');
  if (kept.length === 0)
    throw new UserError(`No trained model was kept of ${named}; run ${gone.length === 1 ? 'it' : 'them'} again.`);
  const { models, notes } = oneSeedEach(kept);
  return { models, notes: gone.length > 0 ? [`Left out, for no trained model was kept: ${named}.`, ...notes] : notes };
}
