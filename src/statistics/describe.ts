/** Means, variances, quantiles and ranks of plain numbers. */

export type Numbers = ArrayLike<number>;

export function mean(values: Numbers): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/** Sample variance, with n - 1 below the line; NaN for fewer than two values. */
export function variance(values: Numbers): number {
  const middle = mean(values);
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index]! - middle) ** 2;
  return values.length < 2 ? Number.NaN : sum / (values.length - 1);
}

export function sorted(values: Numbers): Float64Array {
  return Float64Array.from(values).sort();
}

/** Linear interpolation between order statistics, NumPy's default. @param ascending Sorted, not empty. */
export function quantile(ascending: Numbers, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! + (place - below) * (ascending[above]! - ascending[below]!);
}

export function median(values: Numbers): number {
  return quantile(sorted(values), 0.5);
}

/** Ranks from 1; equal values share the mean of their ranks. `tieTerm` is the sum of t^3 - t over groups of t equals. */
export function midRanks(values: Numbers): { readonly ranks: Float64Array; readonly tieTerm: number } {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const ranks = new Float64Array(values.length);
  let tieTerm = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let place = from; place < to; place++) ranks[order[place]!] = (from + 1 + to) / 2;
    tieTerm += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, tieTerm };
}
