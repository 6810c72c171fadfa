/** The learning rate beside what Hugging Face's linear schedule gives (there counted from 0: step n here is n - 1 there). */
import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../../src/training/learningRate.ts';

const rates = (warmupSteps: number, decay: 'none' | 'linear', steps: number): number[] =>
  Array.from({ length: steps }, (_, index) =>
    learningRateAt({ learningRate: 8, warmupSteps, decay }, index + 1, steps),
  );

describe('the learning rate', () => {
  it('rises to its height and stays there', () => {
    expect(rates(4, 'none', 6)).toEqual([2, 4, 6, 8, 8, 8]);
    expect(rates(0, 'none', 2)).toEqual([8, 8]);
  });

  it('falls in equal steps, the last of which would end at nothing', () => {
    expect(rates(0, 'linear', 4)).toEqual([8, 6, 4, 2]);
    // transformers.get_linear_schedule_with_warmup(2, 6) after its step 2, 3, 4, 5: 1, 0.75, 0.5, 0.25.
    expect(rates(2, 'linear', 6)).toEqual([4, 8, 8, 6, 4, 2]);
  });
});
