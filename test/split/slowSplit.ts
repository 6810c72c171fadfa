/** The splits once more, over plain lists of events and in the most literal way: what the fast ones are checked against. */
import type { InteractionDataset } from '../../src/dataset/interactionDataset.ts';
import type { EvaluationCases, Sequences, Split } from '../../src/split/split.ts';
import type { SplitSettings } from '../../src/split/splitSettings.ts';
import type { Event } from './logs.ts';

export interface PlainCase {
  readonly user: string;
  /** Items of the catalogue that precede the target. */
  readonly history: readonly string[];
  /** Empty where the target is cold. */
  readonly target: string;
}

export interface PlainSplit {
  readonly catalogue: readonly string[];
  readonly train: readonly (readonly [user: string, items: readonly string[]])[];
  readonly validation: readonly PlainCase[];
  readonly test: readonly PlainCase[];
}

/** What a split says, by original ids. */
export function inWords(dataset: InteractionDataset, split: Split): PlainSplit {
  const idOf = (item: number): string => dataset.itemIds[split.catalogue.datasetItem[item]!]!;
  const sequence = (part: Sequences, index: number, end: number): string[] =>
    Array.from(part.items.subarray(part.offsets[index], end))
      .filter((item) => item !== 0)
      .map(idOf);
  const cases = (part: EvaluationCases): PlainCase[] =>
    Array.from(part.targetRow, (row, index) => {
      const place = part.sequence[index]!;
      const user = dataset.userIds[part.sequences.users[place]!]!;
      return { user, history: sequence(part.sequences, place, row), target: idOf(part.sequences.items[row]!) };
    });
  return {
    catalogue: Array.from(split.catalogue.datasetItem.subarray(1), (item) => dataset.itemIds[item]!).sort(),
    train: Array.from(split.train.users, (user, index) => [
      dataset.userIds[user]!,
      sequence(split.train, index, split.train.offsets[index + 1]!),
    ]),
    validation: cases(split.validation),
    test: cases(split.test),
  };
}

/** Events that stay, by deleting too rare users and items until nothing changes. */
export function slowCore(events: readonly Event[], k: number): Event[] {
  let kept = [...events];
  for (;;) {
    const next = kept.filter(
      (event) =>
        kept.filter((other) => other.user === event.user).length >= k &&
        kept.filter((other) => other.item === event.item).length >= k,
    );
    if (next.length === kept.length) return next;
    kept = next;
  }
}

export function slowFilter(events: readonly Event[], settings: SplitSettings): Event[] {
  const distinct =
    settings.duplicates === 'keep'
      ? [...events]
      : events.filter(
          (event, index) =>
            !events
              .slice(0, index)
              .some((other) => other.user === event.user && other.item === event.item && other.time === event.time),
        );
  const unrepeated = distinct.filter((event, index) => {
    const before = distinct.slice(0, index).filter((other) => other.user === event.user);
    if (settings.repeats === 'keep-first') return !before.some((other) => other.item === event.item);
    return settings.repeats === 'keep' || before.at(-1)?.item !== event.item;
  });
  return slowCore(unrepeated, settings.core);
}

/** Linear interpolation between the sorted values. */
export function slowQuantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)]!;
  const high = sorted[Math.ceil(position)]!;
  return low + (high - low) * (position - Math.floor(position));
}

/** `isDrawn`: the validation users, which only the seed can tell. */
export function slowGlobalTemporal(
  dataset: InteractionDataset,
  events: readonly Event[],
  settings: Extract<SplitSettings, { kind: 'global-temporal' }>,
  isDrawn: (user: string) => boolean,
): PlainSplit {
  const times = events.map((event) => event.time!);
  const cutoff = slowQuantile(times, settings.quantile);
  const byTime = settings.validation.by === 'time' ? settings.validation.quantile : null;
  const trainEnd =
    byTime === null
      ? cutoff
      : slowQuantile(
          times.filter((time) => time <= cutoff),
          byTime,
        );
  const users = dataset.userIds.filter((user) => events.some((event) => event.user === user));
  const of = (user: string): Event[] => events.filter((event) => event.user === user);
  const early = users.map((user) => ({ user, events: of(user).filter((event) => event.time! <= trainEnd) }));
  const trainable = early.filter((entry) => entry.events.length >= settings.minTrainEvents);
  const train = trainable.filter((entry) => byTime !== null || !isDrawn(entry.user));
  const validation: RawCase[] =
    byTime === null
      ? trainable
          .filter((entry) => isDrawn(entry.user) && entry.events.length >= 2)
          .flatMap((entry) =>
            entry.events
              .map((_, place) => ({ user: entry.user, events: entry.events, place }))
              .filter(({ place }) =>
                settings.target === 'successive' ? place >= 1 : place === entry.events.length - 1,
              ),
          )
      : users.flatMap((user) =>
          targetsAfter(
            user,
            of(user).filter((event) => event.time! <= cutoff),
            trainEnd,
            settings.target,
          ),
        );
  const test = users
    .filter((user) => settings.coldUsers === 'keep' || of(user)[0]!.time! <= cutoff)
    .flatMap((user) => targetsAfter(user, of(user), cutoff, settings.target));
  return assemble(events, settings, train, validation, test);
}

export function slowLeaveOneOut(
  dataset: InteractionDataset,
  events: readonly Event[],
  settings: Extract<SplitSettings, { kind: 'leave-one-out' }>,
): PlainSplit {
  const users = dataset.userIds
    .map((user) => ({ user, events: events.filter((event) => event.user === user) }))
    .filter((entry) => entry.events.length >= 2);
  const train = users
    .map((entry) => ({ ...entry, events: entry.events.slice(0, -2) }))
    .filter((entry) => entry.events.length >= settings.minTrainEvents);
  const validation = users
    .filter((entry) => entry.events.length >= 3)
    .map((entry) => ({ ...entry, place: entry.events.length - 2 }));
  const test = users
    .filter((entry) => settings.coldUsers === 'keep' || entry.events.length >= 3)
    .map((entry) => ({ ...entry, place: entry.events.length - 1 }));
  return assemble(events, settings, train, validation, test);
}

interface RawCase {
  readonly user: string;
  readonly events: readonly Event[];
  readonly place: number;
}

function targetsAfter(
  user: string,
  events: readonly Event[],
  moment: number,
  target: 'last' | 'first' | 'successive',
): RawCase[] {
  const cases = events
    .map((event, place) => ({ user, events, place, time: event.time! }))
    .filter((c) => c.time > moment);
  if (target === 'successive') return cases;
  return target === 'first' ? cases.slice(0, 1) : cases.slice(-1);
}

function assemble(
  events: readonly Event[],
  settings: SplitSettings,
  train: readonly { readonly user: string; readonly events: readonly Event[] }[],
  validation: readonly RawCase[],
  test: readonly RawCase[],
): PlainSplit {
  const members = new Set(
    (settings.catalogue === 'all' ? events : train.flatMap((entry) => entry.events)).map((event) => event.item),
  );
  const inCatalogue = (item: string): boolean => members.has(item);
  const plain = (cases: readonly RawCase[]): PlainCase[] =>
    cases
      .map(({ user, events: all, place }) => ({
        user,
        history: all
          .slice(0, place)
          .map((event) => event.item)
          .filter(inCatalogue),
        target: inCatalogue(all[place]!.item) ? all[place]!.item : '',
      }))
      .filter((entry) => settings.coldTargets === 'miss' || entry.target !== '');
  return {
    catalogue: [...members].sort(),
    train: train.map((entry) => [entry.user, entry.events.map((event) => event.item)]),
    validation: plain(validation),
    test: plain(test),
  };
}
