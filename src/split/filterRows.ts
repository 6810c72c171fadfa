/** The filters of a split in their fixed order: duplicates, repeats, k-core. Counts what each one drops. */
import type { InteractionDataset } from '../dataset/interactionDataset.ts';
import { UserError } from '../errors.ts';
import { kCoreMask } from './kCore.ts';
import { duplicatesMask, repeatsMask } from './rowPolicies.ts';
import { activeItemCount, activeUserCount, rowCount, selectRows, type Rows } from './rows.ts';
import type { SplitNotes } from './splitNotes.ts';
import type { SplitSettings } from './splitSettings.ts';

export function filterRows(dataset: InteractionDataset, settings: SplitSettings, notes: SplitNotes): Rows {
  const itemIdCount = dataset.itemIds.length;
  let rows: Rows = dataset;
  notes.count('datasetUsers', dataset.userIds.length);
  notes.count('datasetItems', itemIdCount - 1);
  notes.count('datasetEvents', rowCount(rows));

  if (settings.duplicates === 'drop') {
    if (rows.timestamps === null) {
      throw new UserError(
        `Split of "${dataset.name}": "duplicates: drop" compares times, and this data has none; ` +
          `use "duplicates: keep", or "repeats: keep-first" to leave one event per user and item.`,
      );
    }
    rows = selectRows(rows, duplicatesMask(rows, rows.timestamps, itemIdCount));
    notes.state('Of rows equal in user, item and time the first was kept.');
  } else {
    notes.state('Rows equal in user, item and time were all kept.');
  }
  notes.count('duplicateEventsDropped', dataset.items.length - rowCount(rows));

  const beforeRepeats = rowCount(rows);
  if (settings.repeats !== 'keep') rows = selectRows(rows, repeatsMask(rows, settings.repeats, itemIdCount));
  notes.count('repeatEventsDropped', beforeRepeats - rowCount(rows));
  notes.state(REPEATS_IN_WORDS[settings.repeats]);

  const beforeCore = rowCount(rows);
  const usersBefore = activeUserCount(rows);
  const itemsBefore = activeItemCount(rows, itemIdCount);
  if (settings.core > 1) {
    rows = selectRows(rows, kCoreMask(rows, itemIdCount, settings.core));
    notes.state(`Iterative ${settings.core}-core: every user and every item has at least ${settings.core} events.`);
  } else {
    notes.state('No k-core filter.');
  }
  notes.count('users', activeUserCount(rows));
  notes.count('items', activeItemCount(rows, itemIdCount));
  notes.count('events', rowCount(rows));
  notes.count('coreUsersDropped', usersBefore - notes.counts.users!);
  notes.count('coreItemsDropped', itemsBefore - notes.counts.items!);
  notes.count('coreEventsDropped', beforeCore - rowCount(rows));
  if (rowCount(rows) === 0) {
    throw new UserError(
      `Split of "${dataset.name}": the ${settings.core}-core is empty; lower "core" in the split settings.`,
    );
  }
  return rows;
}

const REPEATS_IN_WORDS = {
  keep: 'Events of an item that the user had had before were kept.',
  'drop-consecutive': 'An event of the same item as the event just before it was dropped.',
  'keep-first': 'Only the first event of each user with each item was kept.',
} as const;
