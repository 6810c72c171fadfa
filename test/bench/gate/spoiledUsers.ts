/** Whom to spoil so that a metric's mean falls by a given share: drawn users, from what a case has answered. */
import { caseValues, targetRanks } from '../../../src/metrics/accuracy.ts';
import { Random } from '../../../src/random.ts';
import { reverseList } from './reverseList.ts';

/** The share that is planted is at most that asked for, and at least this much of it. */
const PRECISION = 0.98;

export interface StoredLists {
  readonly k: number;
  /** Shape [cases, k]. */
  readonly items: Uint32Array;
  /** By case, one of each user. */
  readonly targets: Uint32Array;
  readonly users: Uint32Array;
}

export interface SpoiledUsers {
  readonly users: readonly number[];
  /** Of the mean NDCG, what reversing these users' lists costs. */
  readonly lostShare: number;
}

/**
 * Users in drawn order, those that lose, those that gain and those that notice nothing, until the loss is reached. One
 * whose loss would overshoot is passed over.
 */
export function spoiledUsers({ k, items, targets, users }: StoredLists, share: number, seed: number): SpoiledUsers {
  const reversed = items.slice();
  for (let row = 0; row < users.length; row++) reverseList({ k, items: reversed }, row);
  const [before, after] = [items, reversed].map((lists) =>
    caseValues('ndcg', targetRanks({ k, items: lists }, targets), 10),
  );
  const total = before!.reduce((sum, value) => sum + value, 0);
  const wanted = share * total;
  const chosen: number[] = [];
  let lost = 0;
  const order = Uint32Array.from(users.keys());
  Random.fromSeed(seed).shuffle(order);
  for (const row of order) {
    if (lost >= PRECISION * wanted) break;
    const loss = before![row]! - after![row]!;
    if (lost + loss > wanted) continue;
    lost += loss;
    chosen.push(users[row]!);
  }
  if (lost < PRECISION * wanted) throw new Error(`Too few hits to plant a loss of ${share * 100} % of NDCG`);
  return { users: chosen.sort((a, b) => a - b), lostShare: lost / total };
}
