/**
 * A piece of work that is always the same, timed between the rounds of a latency session: what it takes longer now than
 * before, the machine has become slower by. It multiplies a matrix by a vector, as a model scores a catalogue, in
 * plain JavaScript, so that it needs no engine; at 512 KiB the matrix fits a core's second cache and not its first.
 */
import { median } from '../../src/statistics/describe.ts';
import type { Clock } from '../case/clock.ts';
import type { CalibrationResult, CalibrationTurn } from './turns.ts';

const ROWS = 512;
const WIDTH = 256;
/** Until the code is compiled; later, until the caches are warm again. */
const FIRST_WARM_UP = 300;
const WARM_UP = 2;
/** The median needs some, and more than these it does not. */
const LEAST_PIECES = 5;
const MOST_PIECES = 40;

export class FixedWork {
  readonly #clock: Clock;
  readonly #matrix = Float32Array.from({ length: ROWS * WIDTH }, (_, at) => ((at * 7) % 13) / 13);
  readonly #vector = Float32Array.from({ length: WIDTH }, (_, at) => ((at * 5) % 11) / 11);
  readonly #product = new Float32Array(ROWS);
  #warmUp = FIRST_WARM_UP;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  turn({ seconds }: CalibrationTurn): CalibrationResult {
    for (let piece = 0; piece < this.#warmUp; piece++) this.#multiply();
    this.#warmUp = WARM_UP;
    const samples: number[] = [];
    const end = this.#clock.nowSeconds() + seconds;
    while (samples.length < LEAST_PIECES || (samples.length < MOST_PIECES && this.#clock.nowSeconds() < end)) {
      const start = this.#clock.nowSeconds();
      this.#multiply();
      samples.push(this.#clock.nowSeconds() - start);
    }
    return { scenario: 'calibration', workSeconds: median(samples) };
  }

  #multiply(): void {
    const [matrix, vector, product] = [this.#matrix, this.#vector, this.#product];
    for (let row = 0; row < ROWS; row++) {
      let sum = 0;
      for (let at = 0; at < WIDTH; at++) sum += matrix[row * WIDTH + at]! * vector[at]!;
      product[row] = sum;
    }
  }
}
