/** Holm's step-down correction (1979): p-values that keep the chance of any false finding among all of them. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const corrected = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - place)));
    corrected[index] = largest;
  });
  return corrected;
}
