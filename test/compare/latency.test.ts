/** Latency compared by rounds and by blocks: what is divided out, what is read, and what is refused. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeArrays } from '../../harness/records/answerFiles.ts';
import { differenceOfUnits, latencyDifference } from '../../harness/compare/latencyDifference.ts';
import { latencySource, latencyUnits } from '../../harness/compare/latencyUnits.ts';
import { runSpread } from '../../harness/compare/runDeviation.ts';
import type { CompletedCase } from '../../harness/compare/sides.ts';
import type { ScenarioPart } from '../../harness/scenarios/scenarioPart.ts';
import { trainedRecord } from '../harness/recordFixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqbench-latency-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ROUNDS = 6;
/** Four stretches. */
const PER_ROUND = 40;

/** Rounds in which the model takes `milliseconds` on a machine that is `slowness[round]` times as slow as it can be. */
async function measuredCase(
  name: string,
  milliseconds: number,
  slowness: readonly number[],
  changes: Partial<NonNullable<ScenarioPart['singleStream']>> = {},
  burst: (at: number) => number = () => 1,
): Promise<CompletedCase> {
  const length = ROUNDS * PER_ROUND;
  const round = (at: number) => Math.floor(at / PER_ROUND);
  const shape = [length];
  const files = await writeArrays(join(folder, name), {
    singleStreamSeconds: {
      shape,
      data: Float64Array.from({ length }, (_, at) => (milliseconds * slowness[round(at)]! * burst(at)) / 1000 + 1e-6),
    },
    singleStreamRounds: { shape, data: Uint32Array.from({ length }, (_, at) => round(at)) },
  });
  const none = { p50: null, p90: null, p95: null, p99: null, p999: null };
  const scenarios: ScenarioPart = {
    session: {
      ...{ id: name, caseIds: [], settings: {}, startedAt: 'now', openSeconds: 1 },
      emptyRequestMilliseconds: { value: 0.001, low: null, high: null },
      clockMilliseconds: null,
      calibration: slowness.flatMap((factor, at) => {
        const entry = (roundsDone: number) =>
          ({ scenario: 'single-stream', roundsDone, microseconds: 100 * factor }) as const;
        return at === 0 ? [entry(0), entry(1)] : [entry(at + 1)];
      }),
    },
    singleStream: {
      ...{
        sampleCount: length,
        blockSize: 1,
        rounds: ROUNDS,
        firstMilliseconds: null,
        latencyMilliseconds: none,
        perSecond: null,
      },
      ...{ energyJoulesPerRequest: null, answers: { checked: length, swapped: 0, different: 0 }, repeat: null },
      validity: { isValid: true, reason: null },
      ...changes,
    },
    ...{ offline: null, server: null, samples: { directory: name, files } },
  };
  return { path: join(folder, `${name}.json`), record: trainedRecord(1, 0.03, { scenarios }) };
}

const steady = new Array<number>(ROUNDS).fill(1);
const slower = new Array<number>(ROUNDS).fill(1.3);

describe('units of latency', () => {
  it('are the rounds of a session, net of what measuring costs, each with the speed of the machine then', async () => {
    const one = await measuredCase('one', 2, slower);
    const units = latencyUnits([one], 'rounds');
    expect(units).toHaveLength(ROUNDS);
    for (const { milliseconds, slowness } of units) {
      expect(milliseconds).toBeCloseTo(2.6, 9);
      expect(slowness).toBeCloseTo(130, 9);
    }
  });

  it('are blocks where a side has no session, and nothing where a timing is void', async () => {
    const session = await measuredCase('session', 2, steady);
    const none: CompletedCase = { path: 'none.json', record: trainedRecord(1, 0.03) };
    const voided = await measuredCase('void', 2, steady, { validity: { isValid: false, reason: 'cheats' } });
    const short = await measuredCase('short', 2, steady, { rounds: 2 });
    expect(latencySource([session, session])).toBe('rounds');
    expect(latencySource([session, none])).toBe('blocks');
    expect(latencySource([session, short])).toBe('blocks');
    const inBlocks = await measuredCase('in-blocks', 2, steady, { blockSize: 4 });
    expect(latencySource([session, inBlocks])).toBe('blocks');
    expect(latencySource([session, voided])).toBeNull();
  });
});

describe('the difference', () => {
  it('is free of what the machine became between two runs', async () => {
    const [quick, slow] = [await measuredCase('quick', 2, steady), await measuredCase('slow', 2.2, slower)];
    const units = [quick, slow].map((one) => latencyUnits([one], 'rounds'));
    const { factor, low, high, machineDrift, first, second } = differenceOfUnits(units[0]!, units[1]!, 'rounds', 0)!;
    for (const value of [factor, low, high]) expect(value).toBeCloseTo(1.1, 9);
    expect(machineDrift).toBeCloseTo(1.3, 9);
    expect([first, second]).toEqual([expect.closeTo(2, 9), expect.closeTo(2.2 * 1.3, 9)]);
  });

  it('is free of rounds that were disturbed, which are counted', async () => {
    const calm = await measuredCase('undisturbed', 2, steady);
    const hit = await measuredCase('disturbed', 2.2, [1, 1.5, 1, 1.02, 1.9, 1.01]);
    const pair = { label: 'sasrec', dataset: 'shop', first: [calm], second: [hit], costDifferences: [] };
    const { factor, units, setAside } = latencyDifference(pair, 0)!;
    expect(factor).toBeCloseTo(1.1, 1);
    expect([units, setAside]).toEqual([
      [6, 4],
      [0, 2],
    ]);
  });

  it('is free of bursts, of which a look at the speed may catch one', async () => {
    const isBusy = (at: number): boolean => at % PER_ROUND >= 12 && at % PER_ROUND < 38;
    const calm = await measuredCase('calm', 2, steady);
    const busy = await measuredCase('busy', 2.2, steady, {}, (at) => (isBusy(at) ? 1.8 : 1));
    busy.record.scenarios!.session.calibration[2]!.microseconds *= 3;
    const units = [calm, busy].map((one) => latencyUnits([one], 'rounds'));
    expect(differenceOfUnits(units[0]!, units[1]!, 'rounds', 0)!.factor).toBeCloseTo(1.1, 9);
  });

  it('is as measured where the speed is not known of every unit', () => {
    const units = (milliseconds: number, slowness: number | null) =>
      Array.from({ length: 6 }, () => ({ milliseconds, slowness }));
    const { factor, machineDrift } = differenceOfUnits(units(1, 100), units(1.3, null), 'rounds', 0)!;
    expect([factor, machineDrift]).toEqual([1.3, null]);
  });

  it('of blocks has to hold with the speed of the machine divided out and without', () => {
    const units = (milliseconds: number, slowness: number) =>
      Array.from({ length: 8 }, (_, at) => ({ milliseconds: milliseconds * (1 + at * 1e-4), slowness }));
    // Another figure for the speed alone makes nothing slower for certain.
    const told = differenceOfUnits(units(1, 100), units(1, 90), 'blocks', 0)!;
    expect(told.factor).toBeCloseTo(1 / 0.9, 6);
    expect(told.low).toBeLessThanOrEqual(1);
    expect(told.mannWhitneyP).toBe(1);
    const both = differenceOfUnits(units(1, 100), units(1.5, 90), 'blocks', 0)!;
    expect(both.low).toBeGreaterThan(1.45);
    expect(both.mannWhitneyP).toBeLessThan(0.001);
  });

  it('does not depend on the scale of what tells the speed', () => {
    const value = fc.double({ min: 0.5, max: 2, noNaN: true });
    const unit = fc.record({ milliseconds: value, slowness: value });
    const side = fc.array(unit, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(side, side, (first, second) => {
        const scaled = (units: typeof first) => units.map((one) => ({ ...one, slowness: one.slowness * 8 }));
        const plain = differenceOfUnits(first, second, 'rounds', 0.01)!;
        const other = differenceOfUnits(scaled(first), scaled(second), 'rounds', 0.01)!;
        const close = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 9));
        expect(other).toEqual({
          ...plain,
          ...{ factor: close(plain.factor), low: close(plain.low), high: close(plain.high) },
          machineDrift: close(plain.machineDrift),
        });
        if (plain.low === null || plain.high === null) return;
        expect(plain.low).toBeLessThanOrEqual(plain.factor);
        expect(plain.high).toBeGreaterThanOrEqual(plain.factor);
      }),
      { numRuns: 10 },
    );
  });
});

describe('how far repeated runs lie apart', () => {
  it('is learnt from runs measured in the same way, free of what the machine did', async () => {
    const runs = await Promise.all(
      [1, 1.2, 0.9, 1.1].map((factor, at) => measuredCase(`run${at}`, 2, Array(6).fill(factor))),
    );
    const pair = { label: 'sasrec', dataset: 'shop', first: [runs[3]!], second: [runs[0]!], costDifferences: [] };
    const spread = runSpread(pair, [...runs, { path: 'none.json', record: trainedRecord(1, 0.03) }]);
    expect(spread.runs).toBe(4);
    expect(spread.deviation).toBeCloseTo(0, 9);
    expect(spread.memoryDeviation).toBe(0);
    expect(runSpread(pair, runs.slice(0, 2)).deviation).toBeNull();
    // Another model by the same name is no repeated run.
    const others = runs.map(({ path, record }, at) => ({
      path,
      record: at === 3 ? record : { ...record, settings: { width: 128 } },
    }));
    expect(runSpread(pair, others).runs).toBe(1);
  });
});
