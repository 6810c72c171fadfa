/**
 * How fast this machine is, measured through the very runtime that models train on: a matrix product and a memory copy,
 * in turns, so that a disturbance hits both; the medians count.
 */
import { matrixProduct, memoryCopy, type CalibrationProgram } from '../../src/engine/calibrationPrograms.ts';
import type { CompiledProgram, Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { Calibration } from './calibrationFigures.ts';
import { systemClock, type Clock } from '../case/clock.ts';
import { percentile } from '../../src/statistics/percentile.ts';

export interface CalibrationRequest {
  /** How long to measure. */
  readonly seconds: number;
  readonly threads: number;
}

const WARM_UP_ROUNDS = 2;
const LEAST_ROUNDS = 3;

interface Measured {
  readonly compiled: CompiledProgram;
  readonly workPerRun: number;
  readonly runSeconds: number[];
}

async function prepare(engine: Engine, { program, state, workPerRun }: CalibrationProgram): Promise<Measured> {
  const compiled = await engine.compile(program, engine.createState(state));
  return { compiled, workPerRun, runSeconds: [] };
}

function billionsPerSecond({ workPerRun, runSeconds }: Measured): number {
  return (
    workPerRun /
    percentile(
      runSeconds.toSorted((a, b) => a - b),
      0.5,
    ) /
    1e9
  );
}

export async function calibrate(
  { seconds, threads }: CalibrationRequest,
  clock: Clock = systemClock,
): Promise<Calibration> {
  const engine = await openEngine('onnx', { threads });
  const product = await prepare(engine, matrixProduct());
  const copy = await prepare(engine, memoryCopy());
  const start = clock.nowSeconds();
  let rounds = 0;
  for (; rounds < LEAST_ROUNDS + WARM_UP_ROUNDS || clock.nowSeconds() - start < seconds; rounds++) {
    for (const { compiled, runSeconds } of [product, copy]) {
      const before = clock.nowSeconds();
      await compiled.run({});
      if (rounds >= WARM_UP_ROUNDS) runSeconds.push(clock.nowSeconds() - before);
    }
  }
  const measuredSeconds = clock.nowSeconds() - start;
  for (const { compiled } of [product, copy]) await compiled.dispose();
  await engine.dispose();
  return {
    matrixProductGflopPerSecond: billionsPerSecond(product),
    memoryCopyGigabytesPerSecond: billionsPerSecond(copy),
    threads,
    rounds: rounds - WARM_UP_ROUNDS,
    seconds: measuredSeconds,
    measuredAt: new Date().toISOString(),
    versions: { ...engine.facts.versions },
  };
}
