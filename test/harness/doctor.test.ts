/** What `seqbench doctor` finds out, what is measured, and that records get it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calibrate } from '../../harness/machine/calibration.ts';
import { calibrationSchema } from '../../harness/machine/calibrationFigures.ts';
import type { Examination } from '../../harness/doctor/examine.ts';
import { linuxFlags, macFlags } from '../../harness/doctor/instructionSets.ts';
import { calibrationSeconds, knownSpeed, measureSpeed, speedLine } from '../../harness/machine/machineSpeed.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { ENGINE_CHOICES } from '../../src/engine/engineChoice.ts';
import { openWorkplace, type Workplace } from './seqbench.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seqbench-doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the calibration', () => {
  it('runs in turns, leaves the warm-up out, and gives the medians', async () => {
    // Each look at the clock takes a second, so that every run does; the runs themselves take none of that time.
    let now = 0;
    const clock = { nowSeconds: () => now++, cpuSeconds: () => 0 };
    const { rounds, seconds, ...figures } = await calibrate({ seconds: 1, threads: 1 }, clock);
    expect(rounds).toBe(3);
    expect(seconds).toBeGreaterThan(1);
    // One product is 2 * 1024^3 operations, one copy reads and writes 128 MiB four times over.
    expect(figures.matrixProductGflopPerSecond).toBeCloseTo((2 * 1024 ** 3) / 1e9, 9);
    expect(figures.memoryCopyGigabytesPerSecond).toBeCloseTo((4 * 2 * 128 * 2 ** 20) / 1e9, 9);
  });

  it('is kept for this start of the machine, and not for another', async () => {
    const place = { resultsDirectory: folder, machineId: 'machine', threads: 1 };
    expect(knownSpeed(place)).toBeNull();
    const measured = await measureSpeed(place, 0.1);
    expect(calibrationSchema.parse(measured)).toEqual(measured);
    expect(knownSpeed(place)).toEqual(measured);
    expect(knownSpeed({ ...place, threads: 2 })).toBeNull();
    const file = join(folder, 'machine', 'calibration-1threads.json');
    const cached = JSON.parse(readFileSync(file, 'utf8')) as { boot: string };
    writeFileSync(file, JSON.stringify({ ...cached, boot: 'before' }));
    expect(knownSpeed(place)).toBeNull();
  });

  it('can be left out', () => {
    expect(calibrationSeconds({})).toBe(10);
    expect(calibrationSeconds({ SEQBENCH_CALIBRATION_SECONDS: '0' })).toBe(0);
    expect(calibrationSeconds({ SEQBENCH_CALIBRATION_SECONDS: 'x' })).toBe(10);
    expect(speedLine(null)).toContain('records go without');
  });
});

describe('instruction sets', () => {
  it('are read off Linux on x64 and ARM', () => {
    expect(linuxFlags('processor\t: 0\nflags\t\t: fpu avx2 avx512f\nbogomips: 1')).toEqual(['fpu', 'avx2', 'avx512f']);
    expect(linuxFlags('processor : 0\nFeatures  : fp asimd bf16\n')).toEqual(['fp', 'asimd', 'bf16']);
    expect(linuxFlags('')).toEqual([]);
  });

  it('are read off macOS on Intel and on Apple processors', () => {
    expect(macFlags('machdep.cpu.features: FPU SSE4.2 AVX1.0\nmachdep.cpu.leaf7_features: AVX2\n')).toEqual([
      ...['fpu', 'sse4_2', 'avx', 'avx2'],
    ]);
    expect(
      macFlags('hw.optional.arm.FEAT_BF16: 1\nhw.optional.arm.FEAT_SME: 0\nhw.optional.arm.FEAT_DotProd: 1'),
    ).toEqual(['bf16', 'asimddp']);
  });
});

describe('seqbench doctor', () => {
  let place: Workplace;
  beforeEach(() => {
    place = openWorkplace({ SEQBENCH_CALIBRATION_SECONDS: '1' });
  });
  afterEach(() => {
    place.remove();
  });

  it('reports every engine with a reason where it is missing, as text and as JSON', async () => {
    const json = await place.run('doctor', '--seconds', '0', '--json');
    const found = JSON.parse(json.stdout) as Examination;
    expect([json.exitCode, found.schemaVersion, found.calibration]).toEqual([0, 1, null]);
    expect(found.engines.map(({ engine }) => engine)).toEqual(ENGINE_CHOICES);
    for (const { engine, isPresent, detail } of found.engines) {
      if (engine === 'onnx' || engine === 'reference') expect(isPresent, detail).toBe(true);
      expect(detail).not.toContain('    at ');
      expect(detail).not.toBe('');
    }
    expect(found.availableMemoryBytes).toBeGreaterThan(0);
    expect(found.freeDiskBytes).toBeGreaterThan(0);
    // Nothing was measured, so nothing was written.
    expect(readdirSync(place.folder)).not.toContain('results');
  });

  it('refuses a number that is none', async () => {
    const { exitCode, stderr } = await place.run('doctor', '--seconds', 'ten');
    expect([exitCode, stderr]).toEqual([2, '--seconds ten: must be a whole number, at least 0.\n']);
  });

  it('leaves figures that the records of a run have', async () => {
    const { exitCode, stdout } = await place.run(
      'doctor',
      '--seconds',
      '1',
      '--threads',
      '2',
      '--results',
      place.results,
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('GFlop/s')]);
    const config = place.writeConfig('  - popularity\n', 'threads: 2');
    const run = await place.run('run', config);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('Measuring how fast');
    const [stored] = await readRecords(place.results);
    expect(stored!.record.machine.calibration).toMatchObject({ threads: 2 });
  });
});
