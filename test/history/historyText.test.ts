/** `seqbench history` as text: series across commits, their line of bars, steps found. */
import { describe, expect, it } from 'vitest';
import { historySeries } from '../../harness/history/series.ts';
import { historyText } from '../../harness/history/historyText.ts';
import { sparkline } from '../../harness/history/sparkline.ts';
import { trainedRecord } from '../harness/recordFixture.ts';

/** Latency doubles at commit 8; accuracy stays. */
const records = Array.from({ length: 16 }, (_, place) => {
  const wobble = ((place * 7) % 5) / 100;
  const base = trainedRecord(1, 0.05 + wobble / 100);
  return {
    ...base,
    code: { ...base.code, commit: `${String(place).padStart(2, '0')}23456789abcdef` },
    startedAt: `2026-01-${String(place + 1).padStart(2, '0')}T00:00:00.000Z`,
    costs: { ...base.costs, singleStreamP50Milliseconds: (place < 8 ? 1 : 2) + wobble },
  };
});
const series = historySeries(records, ['ndcg@10', 'singleStreamP50Milliseconds'], null);

describe('history as text', () => {
  it('shows each series in a line of bars, and its steps', async () => {
    const text = historyText(series, null, { width: 120, hasColor: false });
    await expect(text).toMatchFileSnapshot('../golden/history.txt');
    expect(text).toMatch(/08234567: 1\.0\d ms to 2\.0\d ms, \+9\d\.\d %, worse/u);
  });

  it('fits a narrow terminal by leaving columns out, and says which', () => {
    const text = historyText(series, null, { width: 60, hasColor: false, dropsColumns: true });
    expect(
      Math.max(
        ...text
          .split('\n')
          .filter((line) => line.startsWith('│'))
          .map((line) => line.length),
      ),
    ).toBeLessThan(61);
    expect(text).toMatch(
      /Left out, for the terminal is too narrow \(commits, then\s+steps, then the line of bars\): commits/u,
    );
  });
});

describe('a line of bars', () => {
  it('goes from the least to the most', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([1, 1, 1], 8)).toBe('▄▄▄');
  });

  it('shows means of equal parts where values are many', () => {
    expect(sparkline([0, 2, 14, 16], 2)).toBe('▁█');
  });
});
