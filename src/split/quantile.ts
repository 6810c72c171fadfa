/**
 * Quantile with linear interpolation between order statistics, to the last bit what numpy.quantile and pandas compute
 * by default. Linear time: buckets find the neighbourhood of the wanted rank, and only that is sorted.
 */
const BUCKET_COUNT = 65_536;

/** `values` is left as it is and must hold at least one number and no NaN. */
export function quantile(values: Float64Array, share: number): number {
  const position = share * (values.length - 1);
  const rank = Math.floor(position);
  const [low, high] = orderStatistics(values, rank);
  const part = position - rank;
  // numpy's two-sided form: exact at both ends, and monotone.
  const span = high - low;
  return part >= 0.5 ? high - span * (1 - part) : low + span * part;
}

/** The values of rank `rank` and `rank + 1` (the last value twice at the end), counted from 0. */
function orderStatistics(values: Float64Array, rank: number): [number, number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least === greatest) return [least, least];
  const span = greatest - least;
  const bucketOf = (value: number): number => Math.floor(((value - least) / span) * (BUCKET_COUNT - 1));
  const counts = new Uint32Array(BUCKET_COUNT);
  for (const value of values) counts[bucketOf(value)]!++;
  const nextRank = Math.min(rank + 1, values.length - 1);
  let below = 0;
  let first = 0;
  while (below + counts[first]! <= rank) below += counts[first++]!;
  let last = first;
  let upTo = below + counts[last]!;
  while (upTo <= nextRank) upTo += counts[++last]!;

  const near = new Float64Array(upTo - below);
  let size = 0;
  for (const value of values) {
    const bucket = bucketOf(value);
    if (bucket >= first && bucket <= last) near[size++] = value;
  }
  near.sort();
  return [near[rank - below]!, near[nextRank - below]!];
}
