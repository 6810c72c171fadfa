/** Turns a log into train, validation and test by the given settings, and refuses any split that leaks. */
import type { InteractionDataset } from '../dataset/interactionDataset.ts';
import { UserError } from '../errors.ts';
import { caseFacts } from './caseFacts.ts';
import { catalogueNumbers, numberCatalogue } from './catalogue.ts';
import { filterRows } from './filterRows.ts';
import { globalTemporalRanges } from './globalTemporal.ts';
import { caseCount } from './histories.ts';
import { leaveOneOutRanges } from './leaveOneOut.ts';
import { checkLeaks } from './leakCheck.ts';
import { buildCases, buildSequences, onlyCatalogue, type UserRange } from './parts.ts';
import type { Rows } from './rows.ts';
import type { EvaluationCases, Split } from './split.ts';
import { hashSplit } from './splitHash.ts';
import { SplitNotes } from './splitNotes.ts';
import type { SplitSettings } from './splitSettings.ts';

export function splitDataset(dataset: InteractionDataset, settings: SplitSettings): Split {
  const notes = new SplitNotes();
  if (dataset.provenance.isSimulated) notes.state('The data is simulated.');
  const rows = filterRows(dataset, settings, notes);
  const ranges =
    settings.kind === 'global-temporal'
      ? globalTemporalRanges(rows, settings, dataset.name, notes)
      : leaveOneOutRanges(rows, settings, notes);
  if (ranges.train.length === 0) {
    throw new UserError(
      `Split of "${dataset.name}": no training sequence is left; lower "core" or "minTrainEvents" in the split settings.`,
    );
  }
  const isMember = catalogueMembers(rows, settings.catalogue === 'train' ? ranges.train : null, dataset.itemIds.length);
  if (settings.itemNumbers === 'from-0') loseFirstItem(dataset, rows, ranges.train, isMember, notes);
  const catalogue = numberCatalogue(dataset.itemIds, isMember);
  const numbers = catalogueNumbers(catalogue, dataset.itemIds.length);
  const train = onlyCatalogue(buildSequences(rows, ranges.train, numbers));
  const validation = buildCases(rows, ranges.validation, numbers, settings.coldTargets);
  const test = buildCases(rows, ranges.test, numbers, settings.coldTargets);

  notes.count('catalogueItems', catalogue.itemCount);
  notes.count('itemsOutsideCatalogue', notes.counts.items! - catalogue.itemCount);
  notes.count('trainUsers', train.users.length);
  notes.count('trainEvents', train.items.length);
  noteCases('validation', validation, ranges.validation, catalogue.itemCount, notes);
  noteCases('test', test, ranges.test, catalogue.itemCount, notes);
  notes.state(CATALOGUE_IN_WORDS[settings.catalogue]);
  notes.state(
    settings.coldTargets === 'miss'
      ? 'Cases whose target is outside the catalogue count as misses.'
      : 'Cases whose target is outside the catalogue are left out.',
  );
  notes.state(
    settings.seenItems === 'filter'
      ? 'Items of the history are never recommended.'
      : 'Items of the history may be recommended again.',
  );

  const parts = { settings, catalogue, train, validation, test, cutoffSeconds: ranges.cutoffSeconds };
  const split: Split = {
    hash: hashSplit(dataset.contentHash, parts),
    ...parts,
    statements: notes.statements,
    counts: notes.counts,
  };
  checkLeaks(split);
  return split;
}

/** Takes the item out of the catalogue that would have number 0, which is the padding's. */
function loseFirstItem(
  dataset: InteractionDataset,
  rows: Rows,
  trainRanges: readonly UserRange[],
  isMember: Uint8Array,
  notes: SplitNotes,
): void {
  const item = rows.items[trainRanges[0]!.start]!;
  isMember[item] = 0;
  notes.state(`Item "${dataset.itemIds[item]}" has the number of the padding: no model sees it, and no list holds it.`);
}

/** Items of the training ranges, or of all rows where `ranges` is null. */
function catalogueMembers(rows: Rows, ranges: readonly UserRange[] | null, itemIdCount: number): Uint8Array {
  const isMember = new Uint8Array(itemIdCount);
  for (const { start, end } of ranges ?? [{ start: 0, end: rows.items.length }]) {
    for (let row = start; row < end; row++) isMember[rows.items[row]!] = 1;
  }
  return isMember;
}

function noteCases(
  part: string,
  cases: EvaluationCases,
  ranges: readonly UserRange[],
  catalogueItemCount: number,
  notes: SplitNotes,
): void {
  const wanted = ranges.reduce((sum, range) => sum + (range.targetRows?.length ?? 0), 0);
  const facts = caseFacts(cases, catalogueItemCount);
  notes.count(`${part}Users`, cases.sequences.users.length);
  notes.count(`${part}Cases`, caseCount(cases));
  notes.count(`${part}ColdTargetsDropped`, wanted - caseCount(cases));
  notes.count(`${part}ColdTargets`, facts.coldTargets);
  notes.count(`${part}SeenTargets`, facts.seenTargets);
  notes.count(`${part}CasesWithoutHistory`, facts.withoutHistory);
  notes.count(`${part}TargetsTiedInTime`, facts.tiedTargets);
}

const CATALOGUE_IN_WORDS = {
  train: 'The catalogue holds the items with a training event; all others are cold.',
  all: 'The catalogue holds every item left by the filters, those without a training event too.',
} as const;
