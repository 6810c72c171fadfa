import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnergyMeter } from '../../harness/case/energy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seqbench-powercap-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function zone(name: string, microjoules: number, range = 1_000_000_000): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'energy_uj'), `${microjoules}\n`);
  writeFileSync(join(folder, name, 'max_energy_range_uj'), `${range}\n`);
}

describe('energy', () => {
  it('is that of all packages since the start, and of no zone twice', () => {
    zone('intel-rapl:0', 5_000_000);
    zone('intel-rapl:1', 7_000_000);
    zone('intel-rapl:0:0', 1_000_000);
    const meter = new EnergyMeter(folder);
    expect(meter.joules()).toBe(0);
    zone('intel-rapl:0', 6_500_000);
    zone('intel-rapl:1', 7_250_000);
    zone('intel-rapl:0:0', 9_000_000);
    expect(meter.joules()).toBeCloseTo(1.75, 9);
  });

  it('goes on where a counter starts again', () => {
    zone('intel-rapl:0', 9_000_000, 10_000_000);
    const meter = new EnergyMeter(folder);
    zone('intel-rapl:0', 500_000, 10_000_000);
    expect(meter.joules()).toBeCloseTo(1.5, 9);
  });

  it('is not known where nothing counts, and never guessed', () => {
    expect(new EnergyMeter(folder).joules()).toBeNull();
    expect(new EnergyMeter(join(folder, 'nowhere')).joules()).toBeNull();
    zone('intel-rapl:0', Number.NaN);
    expect(new EnergyMeter(folder).joules()).toBeNull();
  });
});
