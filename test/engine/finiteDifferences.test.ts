/**
 * Gradients against central differences in double precision, for every parameter of every network: TF.js's tape, our
 * hand-written gradients (layer norm, catalogue cross-entropy) and the single-precision reference engine.
 */
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/openEngine.ts';
import { runInDoubles, type DoubleValue } from '../support/doubles.ts';
import {
  gradientOf,
  gradientProgram,
  LOSS,
  lossProgram,
  PARITY_NETWORKS,
  parityParameters,
  relativeDifference,
} from '../support/parityNetworks.ts';

/**
 * The truncation error of a central difference grows with step^2, its rounding error is 1e-16 / step: here both are
 * near 1e-11, and what is left to see is a wrong gradient.
 */
const STEP = 1e-5;
const TOLERANCE = 1e-7;
/** Single precision through two blocks. */
const SINGLE_TOLERANCE = 1e-5;
/** Gradients that are zero but for rounding are compared with this. */
const LEAST_SCALE = 1e-2;
/** Elements differentiated of each parameter, spread over it; fewer where there are many parameters. */
const ELEMENTS = 12;
const MANY_PARAMETERS = 25;
const FEW_ELEMENTS = 4;

function spread(length: number, parameterCount: number): number[] {
  const count = Math.min(length, parameterCount > MANY_PARAMETERS ? FEW_ELEMENTS : ELEMENTS);
  return Array.from({ length: count }, (_, index) => Math.floor((index * length) / count));
}

describe('gradients in double precision', () => {
  it.each(PARITY_NETWORKS)('$name: equal central differences, and the reference engine agrees', async (network) => {
    const batch = network.batch(0);
    const { inputs } = batch;
    const program = gradientProgram(network, batch);
    const lossOnly = lossProgram(network, batch);
    const parameters = parityParameters(network);
    const doubles: Record<string, DoubleValue> = Object.fromEntries(
      Object.entries(parameters).map(([name, { spec, values }]) => [name, { spec, values: Float64Array.from(values) }]),
    );
    const exact = runInDoubles(program, doubles, inputs);
    const engine = await openEngine('reference', { threads: 1 });
    const single = await (await engine.compile(program, engine.createState(parameters))).run(inputs);
    expect(single[LOSS]![0]).toBeCloseTo(exact[LOSS]![0]!, 5);
    for (const [name, { values }] of Object.entries(doubles)) {
      const analytic = exact[gradientOf(name)]!;
      expect(relativeDifference(single[gradientOf(name)]!, analytic, LEAST_SCALE), name).toBeLessThan(SINGLE_TOLERANCE);
      const scale = analytic.reduce((largest, value) => Math.max(largest, Math.abs(value)), LEAST_SCALE);
      for (const index of spread(values.length, Object.keys(doubles).length)) {
        const kept = values[index]!;
        const lossAt = (value: number): number => {
          values[index] = value;
          const { loss } = runInDoubles(lossOnly, doubles, inputs);
          values[index] = kept;
          return loss![0]!;
        };
        const difference = (lossAt(kept + STEP) - lossAt(kept - STEP)) / (2 * STEP);
        expect(Math.abs(analytic[index]! - difference) / scale, `${name}[${index}]`).toBeLessThan(TOLERANCE);
      }
    }
  });
});
