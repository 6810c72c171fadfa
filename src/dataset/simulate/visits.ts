/**
 * When the simulated users come: in visits of a few events minutes apart, the visits days apart, more users towards the
 * end of the log, as in a shop that grows.
 */
import type { Random } from '../../random.ts';
import type { ShopShape } from './sizes.ts';

const DAY_SECONDS = 86_400;
/** 2021-01-01 00:00:00 UTC. */
export const LOG_START_SECONDS = 1_609_459_200;
/** Chance that an event opens a new visit. */
const NEW_VISIT = 0.45;
const MEAN_PAUSE_SECONDS = 240;

/** Fills `times[start..end)` with one user's moments as shares of the log's length, ascending. */
export function planVisits(times: Float64Array, start: number, end: number, shape: ShopShape, random: Random): void {
  const logSeconds = shape.days * DAY_SECONDS;
  const active = Math.min(0.95, (shape.meanActiveDays * random.exponential()) / shape.days);
  const first = Math.sqrt(random.uniform()) * (1 - active);
  let visits = 0;
  let elapsed = 0;
  for (let row = start; row < end; row++) {
    if (row > start && random.uniform() < NEW_VISIT) visits += random.exponential();
    // Whole units of a visit for now; scaled below, when the number of visits is known.
    times[row] = visits;
  }
  const scale = visits === 0 ? 0 : active / visits;
  for (let row = start; row < end; row++) {
    if (row > start) elapsed += (MEAN_PAUSE_SECONDS * random.exponential()) / logSeconds;
    times[row] = Math.min(1 - 1e-9, first + times[row]! * scale + elapsed);
  }
}

/** Unix seconds of a share of the log's length, as coarse as the log is. */
export function toUnixSeconds(share: number, shape: ShopShape): number {
  const seconds = LOG_START_SECONDS + Math.floor(share * shape.days * DAY_SECONDS);
  return shape.timeResolution === 'day' ? seconds - (seconds % DAY_SECONDS) : seconds;
}
