/**
 * Energy that the processor counted (RAPL, through Linux's powercap). Of whole packages and thus of everything that runs
 * on the machine. Null where there is no counter or no right to read it: energy is never guessed from a rated power.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const POWERCAP = '/sys/class/powercap';
const MICROJOULES = 1e-6;

interface Counter {
  readonly file: string;
  /** The counter starts again from 0 above this. */
  readonly rangeMicrojoules: number;
}

function readNumber(file: string): number {
  const value = Number(readFileSync(file, 'utf8').trim());
  if (!Number.isFinite(value)) throw new Error(`${file} holds no number`);
  return value;
}

/** Packages only: cores and caches have zones of their own below them, and would count twice. */
function findCounters(directory: string): Counter[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^[a-z]+-rapl:\d+$/u.test(name))
      .map((name) => {
        const file = join(directory, name, 'energy_uj');
        readNumber(file);
        return { file, rangeMicrojoules: readNumber(join(directory, name, 'max_energy_range_uj')) };
      });
  } catch {
    // Absent, or for root only.
    return [];
  }
}

export class EnergyMeter {
  readonly #counters: readonly Counter[];
  #last: number[];
  #joules = 0;

  constructor(directory = POWERCAP) {
    this.#counters = findCounters(directory);
    this.#last = this.#counters.map(({ file }) => readNumber(file));
  }

  /**
   * Joules since it was made; null where nothing counts. To be asked more often than counters start again, which takes
   * them minutes.
   */
  joules(): number | null {
    if (this.#counters.length === 0) return null;
    const now = this.#counters.map(({ file }) => readNumber(file));
    for (const [index, value] of now.entries()) {
      const { rangeMicrojoules } = this.#counters[index]!;
      const used = value - this.#last[index]!;
      this.#joules += (used >= 0 ? used : used + rangeMicrojoules) * MICROJOULES;
    }
    this.#last = now;
    return this.#joules;
  }
}
