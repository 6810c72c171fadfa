import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf } from '../../reports/site/view/plots/axis.ts';

const format = (value: number): string => value.toFixed(4);

describe('axisOf', () => {
  it('gives no two ticks of a linear axis the same label', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 1e-9, max: 1, noNaN: true }),
        fc.boolean(),
        (values, scale, hasZero) => {
          const scaled = values.map((value) => value * scale);
          const axis = axisOf({ kind: 'linear', values: scaled, range: [300, 0], format, tickCount: 5, hasZero })!;
          const labels = axis.ticks.map(({ label }) => label);
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });

  it('keeps the ticks that a format tells apart', () => {
    const axis = axisOf({ kind: 'linear', values: [0, 0.02], range: [300, 0], format, tickCount: 5, hasZero: true })!;
    expect(axis.ticks.map(({ label }) => label)).toEqual(['0.0000', '0.0050', '0.0100', '0.0150', '0.0200']);
  });
});
