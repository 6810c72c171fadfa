/** When distillation has paid for itself, by hand. */
import { describe, expect, it } from 'vitest';
import { breakEven } from '../../reports/breakEven.ts';

const distilled = { profileSeconds: 600, fitSeconds: 130, singleStreamP50Milliseconds: 0.5 };
const plain = { fitSeconds: 100, singleStreamP50Milliseconds: 0.5 };
const generative = { fitSeconds: 900, singleStreamP50Milliseconds: 50.5 };

describe('break-even', () => {
  it('divides what comes before by what each request saves', () => {
    expect(breakEven(distilled, plain, generative)).toEqual({
      profileSeconds: 600,
      trainingSeconds: 30,
      secondsPerRequest: 0.05,
      requests: 12_600,
    });
  });

  it('is never beside a model that answers as fast, and at once where nothing came before', () => {
    expect(breakEven(distilled, plain, plain)?.requests).toBeNull();
    expect(breakEven({ ...distilled, profileSeconds: 0, fitSeconds: 90 }, plain, generative)?.requests).toBe(0);
  });

  it('is not known where a figure is not', () => {
    expect(breakEven({ ...distilled, profileSeconds: null }, plain, generative)).toBeNull();
    expect(breakEven(distilled, {}, generative)).toBeNull();
  });
});
