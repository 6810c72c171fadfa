/** The dropout masks of training steps: functions of (seed, place in the network, step) alone. */
import type { HostArray } from '../engine/engine.ts';
import { type DropoutSite, maskInput } from '../network/dropout.ts';
import { fillDropoutMask } from './philox.ts';
import { STREAMS } from './streams.ts';

export class DropoutMasks {
  readonly #rate: number;
  readonly #seed: number;
  /** Masks are large; those of the step before are written over. */
  readonly #arrays = new Map<string, Float32Array>();

  constructor(rate: number, seed: number) {
    this.#rate = rate;
    this.#seed = seed;
  }

  /**
   * Inputs by name, valid until the next call for the same part.
   * @param part Number of the part within its batch; the masks of all parts of a batch exist at once.
   * @param drawing Number of the part among all parts of all steps.
   */
  draw(sites: readonly DropoutSite[], part: number, drawing: number): Record<string, HostArray> {
    if (this.#rate === 0) return {};
    return Object.fromEntries(
      sites.map(({ site, shape }, index) => {
        const mask = this.#array(
          `${part}/${site}`,
          shape.reduce((product, size) => product * size, 1),
        );
        fillDropoutMask({ seed: this.#seed, stream: STREAMS.dropout + index }, drawing, this.#rate, mask);
        return [maskInput(site), mask];
      }),
    );
  }

  #array(key: string, length: number): Float32Array {
    const known = this.#arrays.get(key);
    if (known !== undefined && known.length >= length) return known.subarray(0, length);
    const array = new Float32Array(length);
    this.#arrays.set(key, array);
    return array;
  }
}
