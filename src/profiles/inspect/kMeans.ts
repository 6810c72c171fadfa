/** Groups of rows by Lloyd's algorithm from a seeded start (k-means++, Arthur and Vassilvitskii 2007). */
import { Random } from '../../random.ts';
import { rowCount, rowOf, type Rows } from '../reduce/rowBlocks.ts';

export interface Groups {
  /** By row. */
  readonly groupOf: Int32Array;
  readonly centres: Rows;
}

const MAX_PASSES = 50;

/** Fewer groups where there are fewer different rows. */
export function kMeans(rows: Rows, groupCount: number, seed: number): Groups {
  const centres = startingCentres(rows, groupCount, seed);
  const groupOf = new Int32Array(rowCount(rows)).fill(-1);
  for (let pass = 0; pass < MAX_PASSES && assign(rows, centres, groupOf); pass++) moveCentres(rows, centres, groupOf);
  return { groupOf, centres };
}

/** Each next one is drawn with a chance that grows with the square of its distance from those there are. */
function startingCentres(rows: Rows, groupCount: number, seed: number): Rows {
  const random = Random.fromSeed(seed);
  const count = rowCount(rows);
  const chosen = [random.below(count)];
  const squares = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < groupCount) {
    const latest = rowOf(rows, chosen.at(-1)!);
    let total = 0;
    for (let row = 0; row < count; row++)
      total += squares[row] = Math.min(squares[row]!, squareBetween(rowOf(rows, row), latest));
    if (total === 0) break;
    let rest = random.uniform() * total;
    let next = 0;
    while (next < count - 1 && rest >= squares[next]!) rest -= squares[next++]!;
    chosen.push(next);
  }
  return { values: Float32Array.from(chosen.flatMap((row) => [...rowOf(rows, row)])), width: rows.width };
}

/** Whether any row changed its group. */
function assign(rows: Rows, centres: Rows, groupOf: Int32Array): boolean {
  let hasChanged = false;
  for (let row = 0; row < groupOf.length; row++) {
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (let group = 0; group < rowCount(centres); group++) {
      const square = squareBetween(rowOf(rows, row), rowOf(centres, group));
      if (square < least) [nearest, least] = [group, square];
    }
    hasChanged ||= groupOf[row] !== nearest;
    groupOf[row] = nearest;
  }
  return hasChanged;
}

/** A group that has lost all its rows stays where it was. */
function moveCentres(rows: Rows, centres: Rows, groupOf: Int32Array): void {
  const { width } = rows;
  const sizes = new Int32Array(rowCount(centres));
  for (const group of groupOf) sizes[group]!++;
  for (let group = 0; group < sizes.length; group++) if (sizes[group]! > 0) rowOf(centres, group).fill(0);
  groupOf.forEach((group, row) => {
    const [centre, point] = [rowOf(centres, group), rowOf(rows, row)];
    for (let dimension = 0; dimension < width; dimension++) centre[dimension]! += point[dimension]! / sizes[group]!;
  });
}

function squareBetween(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let dimension = 0; dimension < a.length; dimension++) sum += (a[dimension]! - b[dimension]!) ** 2;
  return sum;
}
