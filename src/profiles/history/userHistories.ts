/** What profiles are made from: each training user's training events, oldest first, with the words of their items. */
import type { InteractionDataset, ItemText } from '../../dataset/interactionDataset.ts';
import { UserError } from '../../errors.ts';
import type { Split } from '../../split/split.ts';
import { heldOutCheck } from './heldOutCheck.ts';
import { datasetRows } from './trainingRows.ts';
import { valueScale, type ValueScale } from './valueScale.ts';

export interface HistoryEvent {
  /** Empty object where nothing is known of the item. */
  readonly text: ItemText;
  /** Rating or share watched; null where the event has none. */
  readonly value: number | null;
  /** Unix seconds; null for data without time. */
  readonly seconds: number | null;
}

export interface UserHistory {
  /** Original id. */
  readonly user: string;
  /** Oldest first; an item that the user had twice is here twice. */
  readonly events: readonly HistoryEvent[];
}

export interface UserHistories {
  readonly count: number;
  /** What the events' values mean; null where they say nothing. */
  readonly scale: ValueScale | null;
  /** Original id of training user `index`, in the order of the split. */
  readonly userAt: (index: number) => string;
  /** Made when asked for, since all at once would not fit. */
  readonly at: (index: number) => UserHistory;
}

export interface HistoryOptions {
  /** Only so many of the latest training events; null: all. */
  readonly latestEvents: number | null;
}

/** Users of the training part only: nobody else is trained on, so nobody else needs a profile. */
export function userHistories(dataset: InteractionDataset, split: Split, options: HistoryOptions): UserHistories {
  const { itemText, values, timestamps } = dataset;
  if (itemText === null) {
    throw new UserError(
      `Profiles of "${dataset.name}" need words on its items, and there are none; import profiles instead.`,
    );
  }
  const { train } = split;
  const rows = datasetRows(dataset, train, split.catalogue);
  const check = heldOutCheck(dataset, split);
  const scale = valueScale(dataset, rows);
  return {
    count: train.users.length,
    scale,
    userAt: (index) => dataset.userIds[train.users[index]!]!,
    at: (index) => {
      const end = train.offsets[index + 1]!;
      const start = Math.max(train.offsets[index]!, end - (options.latestEvents ?? Infinity));
      const own = rows.subarray(start, end);
      const user = train.users[index]!;
      check(user, own);
      const events = Array.from(own, (row): HistoryEvent => {
        const value = scale === null ? Number.NaN : values![row]!;
        return {
          text: itemText[dataset.items[row]!] ?? {},
          value: Number.isNaN(value) ? null : value,
          seconds: timestamps?.[row] ?? null,
        };
      });
      return { user: dataset.userIds[user]!, events };
    },
  };
}
