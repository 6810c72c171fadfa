/** The normal distribution: its function and the inverse. */

/**
 * Standard normal distribution function by Marsaglia's series ("Evaluating the normal distribution", 2004), which is
 * good to 1e-15 between -7 and 7; beyond, by the first terms of the asymptotic expansion.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) > TAIL) return x > 0 ? 1 - upperTail(x) : upperTail(-x);
  let sum = x;
  let term = x;
  for (let n = 3, before = 0; sum !== before; n += 2) {
    before = sum;
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

/** 1 - `normalCdf`, without the loss of digits far out. */
export function normalTail(x: number): number {
  return x > FAR ? upperTail(x) : 1 - normalCdf(x);
}

const TAIL = 7;
const FAR = 5;

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Continued fraction of Mills' ratio. */
function upperTail(x: number): number {
  let ratio = x;
  for (let n = 60; n > 0; n--) ratio = x + n / ratio;
  return density(x) / ratio;
}

/** The x with `normalCdf(x) = probability`, by bisection: exactness matters more here than speed. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError('A probability between 0 and 1, both excluded.');
  return solveIncreasing(normalCdf, probability, -40, 40);
}

/** Where an increasing function takes a value, between two bounds, to the last digit. */
export function solveIncreasing(of: (x: number) => number, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (of(middle) < value) low = middle;
    else high = middle;
  }
}
