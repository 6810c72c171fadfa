import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kCore } from '../../src/split/kCore.ts';
import { anyLog, eventsOf, logOf } from './logs.ts';
import { slowCore } from './slowSplit.ts';

describe('k-core', () => {
  test('keeps the very events that deleting rare users and items again and again leaves', () => {
    fc.assert(
      fc.property(anyLog, fc.integer({ min: 0, max: 6 }), (log, k) => {
        expect(eventsOf(kCore(log, k))).toEqual(slowCore(eventsOf(log), k));
      }),
      { numRuns: 300 },
    );
  });

  test('follows a chain of removals to its end', () => {
    // Each user hangs on the next one by a shared item: taking the first away takes all.
    const chain = Array.from({ length: 50 }, (_, place) => [
      { user: `u${place}`, item: `i${place}`, time: place },
      { user: `u${place}`, item: `i${place + 1}`, time: place },
    ]).flat();
    expect(kCore(logOf(chain), 2).items).toHaveLength(0);
    const ring = [...chain, { user: 'u49', item: 'i0', time: 50 }, { user: 'u0', item: 'i50', time: 50 }];
    expect(kCore(logOf(ring), 2).items).toHaveLength(102);
  });

  test('keeps columns in step and numbers items anew without gaps', () => {
    const log = {
      ...logOf([
        { user: 'a', item: 'rare', time: 1 },
        { user: 'a', item: 'x', time: 2 },
        { user: 'a', item: 'y', time: 3 },
        { user: 'b', item: 'y', time: 4 },
        { user: 'b', item: 'x', time: 5 },
      ]),
      values: Float32Array.of(1, 2, 3, 4, 5),
      itemText: [{}, { title: 'Rare' }, { title: 'X' }, { title: 'Y' }],
    };
    const core = kCore(log, 2);
    expect(core.itemIds).toEqual(['', 'x', 'y']);
    expect(core.itemText).toEqual([{}, { title: 'X' }, { title: 'Y' }]);
    expect(Array.from(core.items)).toEqual([1, 2, 2, 1]);
    expect(Array.from(core.timestamps ?? [])).toEqual([2, 3, 4, 5]);
    expect(Array.from(core.values ?? [])).toEqual([2, 3, 4, 5]);
    expect(Array.from(core.userOffsets)).toEqual([0, 2, 4]);
  });

  test('its content hash tells parent and k', () => {
    const log = logOf([{ user: 'a', item: 'x', time: 1 }]);
    const hashes = [kCore(log, 1), kCore(log, 0), kCore({ ...log, contentHash: 'other' }, 1)].map((d) => d.contentHash);
    expect(new Set([...hashes, log.contentHash]).size).toBe(4);
    expect(kCore(log, 1).contentHash).toBe(hashes[0]);
  });
});
