/** Small logs for tests: written by hand, or drawn by fast-check. */
import fc from 'fast-check';
import type { InteractionDataset } from '../../src/dataset/interactionDataset.ts';

export interface Event {
  readonly user: string;
  readonly item: string;
  /** Unix seconds; null where the log has an order only. */
  readonly time: number | null;
}

/** Events are put in order of user (first come), then time, then their order here. */
export function logOf(events: readonly Event[], name = 'log'): InteractionDataset {
  const userIds = [...new Set(events.map((event) => event.user))];
  const itemIds = ['', ...new Set(events.map((event) => event.item))];
  const sorted = userIds.flatMap((user) =>
    events.filter((event) => event.user === user).sort((a, b) => (a.time ?? 0) - (b.time ?? 0)),
  );
  const hasTime = events.some((event) => event.time !== null);
  return {
    name,
    provenance: { format: 'test', isSimulated: false, files: [], badRowCount: 0 },
    contentHash: `hash of ${name}`,
    timeResolution: hasTime ? 'second' : 'none',
    userIds,
    itemIds,
    userOffsets: Uint32Array.from([0, ...userIds.map((user) => sorted.findLastIndex((e) => e.user === user) + 1)]),
    items: Uint32Array.from(sorted, (event) => itemIds.indexOf(event.item)),
    timestamps: hasTime ? Float64Array.from(sorted, (event) => event.time ?? 0) : null,
    values: null,
    itemText: null,
  };
}

/** The events of a dataset, in its order. */
export function eventsOf(dataset: InteractionDataset): Event[] {
  return dataset.userIds.flatMap((user, index) =>
    Array.from({ length: dataset.userOffsets[index + 1]! - dataset.userOffsets[index]! }, (_, place) => {
      const row = dataset.userOffsets[index]! + place;
      return { user, item: dataset.itemIds[dataset.items[row]!]!, time: dataset.timestamps?.[row] ?? null };
    }),
  );
}

const anyEvent = fc.record({
  user: fc.integer({ min: 0, max: 11 }).map((user) => `u${user}`),
  item: fc.integer({ min: 0, max: 9 }).map((item) => `i${item}`),
  time: fc.integer({ min: 1_000, max: 1_030 }),
});

/** Few users, items and moments, so that ties, repeats, duplicates and cascades of the k-core come up all the time. */
export const anyLog: fc.Arbitrary<InteractionDataset> = fc
  .oneof(fc.array(anyEvent, { minLength: 1, maxLength: 40 }), {
    arbitrary: fc.array(anyEvent, { minLength: 60, maxLength: 110 }),
    weight: 3,
  })
  .map((events) => logOf(events));
