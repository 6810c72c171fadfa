import { describe, expect, it } from 'vitest';
import type { CaseProgress } from '../../harness/case/caseMessages.ts';
import { plainDisplay } from '../../harness/run/progressDisplay.ts';
import { Pace, progressText, showDuration } from '../../harness/run/progressText.ts';
import { hasColor } from '../../harness/terminalOptions.ts';

const fit: CaseProgress = {
  phase: 'fit',
  share: 0.25,
  epoch: 3,
  epochCount: 10,
  loss: 5.43219,
  bestValidationNdcg10: 0.12345,
  part: null,
  note: null,
};
const loading: CaseProgress = {
  ...fit,
  phase: 'load',
  share: null,
  epoch: null,
  epochCount: null,
  loss: null,
  bestValidationNdcg10: null,
};

describe('progress in words', () => {
  it('has epoch, loss, validation metric and time left', () => {
    expect(progressText(fit, 90)).toBe(
      'fitting, epoch 3/10, loss 5.4322, best validation NDCG@10 0.1235, at most 1 min 30 s left',
    );
  });

  it('says only what is known', () => {
    expect(progressText(loading, null)).toBe('loading data');
    expect(progressText({ ...loading, note: 'reading ratings.csv' }, null)).toBe('reading ratings.csv');
    expect(progressText({ ...loading, phase: 'recommend', share: 0.5 }, null)).toBe('answering the test set, 50 %');
  });

  it('names the part of training, and tells the time left of that', () => {
    const part = { name: 'ID generator 1', place: 2, partCount: 5, epochCount: 4, share: 0.5 };
    expect(progressText({ ...fit, part }, 90)).toBe(
      'fitting, ID generator 1 (2/5), epoch 3/10, loss 5.4322, best validation NDCG@10 0.1235, ' +
        'at most 1 min 30 s left of this part',
    );
  });

  it.each([
    [4.52, '4.5 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 05 min'],
  ])('%d s are %s', (seconds, text) => {
    expect(showDuration(seconds)).toBe(text);
  });
});

describe('the time left', () => {
  /** Of work that is heard of at these seconds and shares, what is said last. */
  const leftAfter = (...heard: readonly (readonly [seconds: number, progress: Partial<CaseProgress>])[]) => {
    let now = 0;
    const pace = new Pace({ nowSeconds: () => now });
    return heard
      .map(([seconds, progress]) => {
        now = seconds;
        return pace.secondsLeft({ ...fit, ...progress });
      })
      .at(-1);
  };

  it.each([
    [0.5, 0.5, null],
    [100, 0.01, null],
    [100, null, null],
    [60, 0.75, 20],
    [60, 1, 0],
  ])('after %d s at share %d is %s s', (elapsed, share, left) => {
    expect(leftAfter([7, { share: 0 }], [7 + elapsed, { share }])).toBe(left);
  });

  it('of resumed work goes by what was done since', () => {
    expect(leftAfter([0, { share: 0.5 }])).toBeNull();
    expect(leftAfter([0, { share: 0.5 }], [10, { share: 0.505 }])).toBeNull();
    expect(leftAfter([0, { share: 0.5 }], [10, { share: 0.625 }])).toBe(30);
    expect(leftAfter([0, { share: 1 }], [10, { share: 1 }])).toBeNull();
  });

  it('begins anew with the next phase, stage or part of training', () => {
    expect(leftAfter([0, { share: 0 }], [10, { share: 0.25 }], [100, { share: 0.5, phase: 'recommend' }])).toBeNull();
    expect(leftAfter([0, { share: 0 }], [10, { share: 1 }], [100, { share: 0 }], [104, { share: 0.5 }])).toBe(4);
    const part = (place: number, share: number) => ({
      part: { name: `round ${place}`, place, partCount: 2, epochCount: 4, share },
    });
    expect(leftAfter([0, part(1, 0)], [10, part(1, 0.25)])).toBe(30);
    expect(leftAfter([0, part(1, 0)], [10, part(1, 0.25)], [100, part(2, 0.5)])).toBeNull();
    expect(leftAfter([0, part(1, 0)], [10, part(1, 0.25)], [100, part(2, 0.5)], [104, part(2, 0.75)])).toBe(4);
  });
});

describe('progress without a terminal', () => {
  it('is a plain line every ten seconds, and one at the end', () => {
    const lines: string[] = [];
    let now = 0;
    const display = plainDisplay((line) => lines.push(line), { nowSeconds: () => now });
    display.start('[1/2] a');
    for (now = 0; now < 25; now++) display.update(loading);
    display.end('[1/2] a: done');
    expect(lines).toEqual(['[1/2] a: loading data', '[1/2] a: loading data', '[1/2] a: done']);
  });
});

describe('colour', () => {
  it('is for terminals that want it', () => {
    expect(hasColor({ isTTY: true }, {})).toBe(true);
    expect(hasColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(hasColor({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
    expect(hasColor({ isTTY: false }, {})).toBe(false);
  });
});
