/** Nucleus sampling (Holtzman et al., 2020): only the likeliest tokens that together reach a share of the probability. */

/** Sets the logits of all other tokens to minus infinity; the likeliest one always stays. */
export function keepNucleus(logits: Float32Array, topP: number): void {
  const rising = logits.slice().sort();
  const highest = rising.at(-1)!;
  const massOf = (logit: number): number => Math.exp(logit - highest);
  const wanted = topP * rising.reduce((sum, logit) => sum + massOf(logit), 0);
  let lowest = rising.length - 1;
  for (let mass = 1; mass < wanted && lowest > 0; mass += massOf(rising[lowest]!)) lowest--;
  const threshold = rising[lowest]!;
  logits.forEach((logit, token) => {
    if (logit < threshold) logits[token] = -Infinity;
  });
}
