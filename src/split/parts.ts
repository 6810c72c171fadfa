/** Builds the parts of a split from ranges of rows. A range is one user's rows from `start` to before `end`. */
import type { Rows } from './rows.ts';
import type { EvaluationCases, Sequences } from './split.ts';

export interface UserRange {
  readonly user: number;
  readonly start: number;
  readonly end: number;
  /** For evaluation: the rows that are targets, ascending; not used for training parts. */
  readonly targetRows?: readonly number[];
}

/** What a protocol decides, before items have their catalogue numbers. */
export interface PartRanges {
  readonly train: readonly UserRange[];
  readonly validation: readonly UserRange[];
  readonly test: readonly UserRange[];
  readonly cutoffSeconds: number | null;
}

/** `numbers`: catalogue number by item number of the dataset. */
export function buildSequences(rows: Rows, ranges: readonly UserRange[], numbers: Uint32Array): Sequences {
  let total = 0;
  for (const range of ranges) total += range.end - range.start;
  const users = new Uint32Array(ranges.length);
  const offsets = new Uint32Array(ranges.length + 1);
  const items = new Uint32Array(total);
  const timestamps = rows.timestamps === null ? null : new Float64Array(total);
  let next = 0;
  for (const [index, range] of ranges.entries()) {
    users[index] = range.user;
    timestamps?.set(rows.timestamps!.subarray(range.start, range.end), next);
    for (let row = range.start; row < range.end; row++) items[next++] = numbers[rows.items[row]!]!;
    offsets[index + 1] = next;
  }
  return { users, offsets, items, timestamps };
}

/** Without the items outside the catalogue, and without the sequences that then have none left. */
export function onlyCatalogue(sequences: Sequences): Sequences {
  const { users, offsets, items, timestamps } = sequences;
  if (!items.includes(0)) return sequences;
  const [keptUsers, ends, rows]: [number[], number[], number[]] = [[], [], []];
  for (const [index, user] of users.entries()) {
    const before = rows.length;
    for (let row = offsets[index]!; row < offsets[index + 1]!; row++) if (items[row] !== 0) rows.push(row);
    if (rows.length === before) continue;
    keptUsers.push(user);
    ends.push(rows.length);
  }
  return {
    users: Uint32Array.from(keptUsers),
    offsets: Uint32Array.from([0, ...ends]),
    items: Uint32Array.from(rows, (row) => items[row]!),
    timestamps: timestamps && Float64Array.from(rows, (row) => timestamps[row]!),
  };
}

/** One case per target row; `coldTargets: drop` leaves out cases whose target is not in the catalogue. */
export function buildCases(
  rows: Rows,
  ranges: readonly UserRange[],
  numbers: Uint32Array,
  coldTargets: 'miss' | 'drop',
): EvaluationCases {
  const isKept = (row: number): boolean => coldTargets === 'miss' || numbers[rows.items[row]!] !== 0;
  const kept = ranges
    .map((range) => ({ ...range, targetRows: (range.targetRows ?? []).filter(isKept) }))
    .filter((range) => range.targetRows.length > 0);
  const sequences = buildSequences(rows, kept, numbers);
  const caseTotal = kept.reduce((sum, range) => sum + range.targetRows.length, 0);
  const sequence = new Uint32Array(caseTotal);
  const targetRow = new Uint32Array(caseTotal);
  let next = 0;
  for (const [index, range] of kept.entries()) {
    for (const row of range.targetRows) {
      sequence[next] = index;
      targetRow[next] = sequences.offsets[index]! + row - range.start;
      next++;
    }
  }
  return { sequences, sequence, targetRow };
}
