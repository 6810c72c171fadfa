/** What the machine itself became slower or faster from commit to commit, so that it can be divided out. Pure. */
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { COSTS, type CostId, type CostUnit } from '../../src/metrics/cost.ts';
import { median } from '../../src/statistics/describe.ts';

/** How slow the machine was found to be, relative to anything; null without a measurement. */
export function machineSlowness({ machine: { calibration } }: Pick<CompletedRecord, 'machine'>): number | null {
  if (calibration === null) return null;
  // A request is bound by both; neither rate alone would follow it.
  return 1 / Math.sqrt(calibration.matrixProductGflopPerSecond * calibration.memoryCopyGigabytesPerSecond);
}

/** What the speed was found out by: found out in another way it is another figure. */
export function slownessKind({ machine: { calibration } }: Pick<CompletedRecord, 'machine'>): string {
  return canonicalJson([calibration?.threads ?? null, calibration?.versions ?? null]);
}

/** Power of the machine's slowness that a cost goes with. */
const POWERS: ReadonlyMap<string, number> = new Map(COSTS.map(({ id, unit }) => [id, powerOf(unit)]));

function powerOf(unit: CostUnit): number {
  if (unit === 'seconds' || unit === 'milliseconds') return 1;
  return unit === 'per second' ? -1 : 0;
}

/** Whether a figure goes with the speed of the machine. */
export function followsMachine(figure: string): boolean {
  return (POWERS.get(figure) ?? 0) !== 0;
}

export interface MachineDrift {
  /** Whether all records say how fast the machine was, found out in one way; else costs stay as measured. */
  readonly isKnown: boolean;
  /** What a cost would have been at the speed that the machine had at the first commit. */
  readonly even: (record: CompletedRecord, id: CostId) => number | null;
}

/** @param records Of one series, on one machine. @param places Of commits, oldest first. */
export function machineDrift(
  records: readonly CompletedRecord[],
  places: ReadonlyMap<string | null, number>,
): MachineDrift {
  const slowness = new Map(records.map((record) => [record, machineSlowness(record)]));
  const kinds = new Set(records.map(slownessKind));
  if (kinds.size !== 1 || [...slowness.values()].includes(null)) {
    return { isKnown: false, even: (record, id) => record.costs[id] };
  }
  const placeOf = (record: CompletedRecord) => places.get(record.code.commit)!;
  const first = Math.min(...records.map(placeOf));
  const reference = median(
    records.filter((record) => placeOf(record) === first).map((record) => slowness.get(record)!),
  );
  return {
    isKnown: true,
    even: (record, id) => {
      const value = record.costs[id];
      return value === null ? null : value * (reference / slowness.get(record)!) ** POWERS.get(id)!;
    },
  };
}
