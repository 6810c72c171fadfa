import { describe, expect, it } from 'vitest';
import { formatBytes, formatCost, formatCount, formatSignificant } from '../../reports/formatNumber.ts';
import { spreadOf, studentT975 } from '../../reports/spread.ts';

describe('spread', () => {
  it('summarises hand-computed values', () => {
    const spread = spreadOf([4, null, 2, undefined, 9])!;
    expect(spread).toMatchObject({ n: 3, mean: 5, median: 4, min: 2, max: 9 });
    expect(spread.sd).toBeCloseTo(Math.sqrt(13), 12);
    // t(0.975; 2) = 4.3027, sqrt(13 / 3) = 2.081666
    expect(spread.low).toBeCloseTo(5 - 8.956784, 5);
    expect(spread.high).toBeCloseTo(5 + 8.956784, 5);
  });

  it('is null for no values, not 0', () => {
    expect(spreadOf([null, undefined])).toBeNull();
  });

  it('has quantiles of t that fall towards the normal one', () => {
    // Printed tables: 2.0211 at 40, 1.9799 at 120.
    expect(studentT975(30)).toBe(2.0423);
    expect(studentT975(40)).toBeCloseTo(2.0211, 2);
    expect(studentT975(120)).toBeCloseTo(1.9799, 3);
  });
});

describe('numbers in tables', () => {
  it.each([
    [0.4, '0.400'],
    [9.94, '9.94'],
    [12.3, '12'],
  ])('%d a second are shown as %s', (value, text) => {
    expect(formatCost(value, 'per second')).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.00001234, '<0.0001'],
    [0.001234, '0.0012'],
    [0.1234, '0.123'],
    [1.2345, '1.23'],
    [99.96, '100.0'],
    [123.4, '123'],
    [1234.5, '1,235'],
    [1234567, '1,234,567'],
  ])('%d is shown as %s', (value, text) => {
    expect(formatSignificant(value)).toBe(text);
  });

  it('group thousands and name sizes', () => {
    expect(formatCount(999)).toBe('999');
    expect(formatCount(12345678)).toBe('12,345,678');
    expect(formatBytes(1023)).toBe('1,023 B');
    expect(formatBytes(1536)).toBe('1.50 KiB');
    expect(formatBytes(8 * 2 ** 30)).toBe('8.00 GiB');
  });
});
