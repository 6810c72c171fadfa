/** The uplift of a metric: a ratio of two means, both of which chance has moved. */
import { describe, expect, it } from 'vitest';
import { qualityDifference } from '../../harness/compare/qualityDifference.ts';
import type { CaseRanks } from '../../harness/compare/userValues.ts';
import { Random } from '../../src/random.ts';

/** Users of one case each, with a hit at rank 1 or none: recall@10 is 1 or 0. */
function ranks(hits: readonly boolean[]): CaseRanks {
  const [users, found] = [Uint32Array.from(hits.keys()), Uint32Array.from(hits, (isHit) => (isHit ? 1 : 0))];
  return { caseId: 'drawn', k: 10, users, ranks: found };
}

function drawn(random: Random, count: number, share: number): boolean[] {
  return Array.from({ length: count }, () => random.below(1000) < share * 1000);
}

describe('uplift', () => {
  it('is none with certainty where both sides are the same', () => {
    const side = [ranks([true, false, true, true])];
    expect(qualityDifference(side, side, 'recall@10').uplift).toEqual({ share: 0, low: 0, high: 0 });
  });

  it('is not known beside nothing', () => {
    expect(qualityDifference([ranks([false, false])], [ranks([true, false])], 'recall@10').uplift).toBeNull();
  });

  it('covers the true one in 95 of 100 experiments, where a fixed first mean would cover it in far fewer', () => {
    const random = Random.fromSeed(5);
    let [covered, coveredByFixed] = [0, 0];
    const experiments = 150;
    for (let experiment = 0; experiment < experiments; experiment += 1) {
      const [a, b] = [ranks(drawn(random, 300, 0.1)), ranks(drawn(random, 300, 0.4))];
      const { uplift, first, bootstrap } = qualityDifference([a], [b], 'recall@10');
      if (uplift!.low <= 3 && 3 <= uplift!.high) covered += 1;
      if (bootstrap.low / first <= 3 && 3 <= bootstrap.high / first) coveredByFixed += 1;
    }
    expect(covered / experiments).toBeGreaterThan(0.9);
    expect(coveredByFixed / experiments).toBeLessThan(0.8);
  });
});
