import { describe, expect, it } from 'vitest';
import type { CaseProgress } from '../../harness/case/caseMessages.ts';
import { plainDisplay } from '../../harness/run/progressDisplay.ts';
import { estimateSecondsLeft, progressText, showDuration } from '../../harness/run/progressText.ts';
import { hasColor } from '../../harness/terminalOptions.ts';

const fit: CaseProgress = {
  phase: 'fit',
  share: 0.25,
  epoch: 3,
  epochCount: 10,
  loss: 5.43219,
  bestValidationNdcg10: 0.12345,
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
    expect(progressText(fit, 30)).toBe(
      'fitting, epoch 3/10, loss 5.4322, best validation NDCG@10 0.1235, at most 1 min 30 s left',
    );
  });

  it('says only what is known', () => {
    expect(progressText(loading, 100)).toBe('loading data');
    expect(progressText({ ...loading, note: 'reading ratings.csv' }, 0)).toBe('reading ratings.csv');
    expect(progressText({ ...loading, phase: 'recommend', share: 0.5 }, 0)).toBe('answering the test set, 50 %');
  });

  it.each([
    [0.5, 0.5, null],
    [100, 0.01, null],
    [100, null, null],
    [60, 0.75, 20],
    [60, 1, 0],
  ])('after %d s at share %d estimates %s s', (elapsed, share, left) => {
    expect(estimateSecondsLeft(elapsed, share)).toBe(left);
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
