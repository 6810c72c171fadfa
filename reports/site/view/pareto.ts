/**
 * The Pareto front of accuracy against cost, and what noise leaves open about it.
 *
 * The rule: a point is on the front where no other is at least as good in both figures and better in one. It may be on it
 * where that holds with its own figures at the good ends of their ranges and all others' at the bad ends.
 */
import type { Range } from './boardData.ts';

export interface ParetoPoint {
  readonly cost: Range;
  readonly accuracy: Range;
}

export interface Directions {
  readonly cost: 'higher' | 'lower';
  readonly accuracy: 'higher' | 'lower';
}

/** Both so that more is worse. */
interface Corner {
  readonly cost: number;
  readonly loss: number;
}

type End = 'value' | 'good' | 'bad';

/** Flips a figure of which more is better, so that less of what comes out always is. */
function pick({ value, low, high }: Range, better: 'higher' | 'lower', end: End): number {
  const [good, bad] = better === 'lower' ? [low, high] : [-high, -low];
  if (end === 'value') return better === 'lower' ? value : -value;
  return end === 'good' ? good : bad;
}

function cornerOf(point: ParetoPoint, directions: Directions, end: End): Corner {
  return { cost: pick(point.cost, directions.cost, end), loss: pick(point.accuracy, directions.accuracy, end) };
}

/** Places of the corners that none dominates, from the cheapest on. Equal corners are all on it. */
function frontOf(corners: readonly Corner[]): number[] {
  const order = [...corners.keys()].sort((a, b) => {
    return corners[a]!.cost - corners[b]!.cost || corners[a]!.loss - corners[b]!.loss || a - b;
  });
  const front: number[] = [];
  for (const place of order) {
    const last = front.at(-1);
    const corner = corners[place]!;
    if (last === undefined || corner.loss < corners[last]!.loss) front.push(place);
    else if (corner.loss === corners[last]!.loss && corner.cost === corners[last]!.cost) front.push(place);
  }
  return front;
}

/** `front` is sorted from the cheapest on, its losses falling. */
function isDominated(corner: Corner, front: readonly Corner[]): boolean {
  // The dearest of those that cost no more has the least loss among them.
  let low = 0;
  let high = front.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (front[middle]!.cost <= corner.cost) low = middle + 1;
    else high = middle;
  }
  const rival = front[low - 1];
  return rival !== undefined && (rival.loss < corner.loss || (rival.loss === corner.loss && rival.cost < corner.cost));
}

export interface Step {
  readonly cost: number;
  readonly accuracy: number;
}

export interface ParetoFront {
  /** Places of points, from the cheapest on. */
  readonly front: readonly number[];
  /** Places of points that noise may have kept off it. */
  readonly possible: readonly number[];
  /** Corners of the front by all good ends and by all bad ends: the band between is what noise leaves open. */
  readonly goodEnds: readonly Step[];
  readonly badEnds: readonly Step[];
}

export function paretoFront(points: readonly ParetoPoint[], directions: Directions): ParetoFront {
  const cornersAt = (end: End) => points.map((point) => cornerOf(point, directions, end));
  const front = frontOf(cornersAt('value'));
  const good = cornersAt('good');
  const bad = cornersAt('bad');
  const badFront = frontOf(bad).map((place) => bad[place]!);
  const goodFront = frontOf(good).map((place) => good[place]!);
  const isOnFront = new Set(front);
  const step = ({ cost, loss }: Corner): Step => ({
    cost: directions.cost === 'lower' ? cost : -cost,
    accuracy: directions.accuracy === 'lower' ? loss : -loss,
  });
  return {
    front,
    possible: [...points.keys()].filter((place) => !isOnFront.has(place) && !isDominated(good[place]!, badFront)),
    goodEnds: goodFront.map(step),
    badEnds: badFront.map(step),
  };
}
