/** The dropout masks of training steps: functions of (seed, place in the network, step) alone. */
import { type DropoutSite, maskInput } from '../../network/dropout.ts';
import { STREAMS } from '../streams.ts';
import type { DropoutMask } from './randomArray.ts';

export interface DropoutSettings {
  readonly dropout: number;
  readonly seed: number;
}

/** Inputs by name. @param step Number of the part among all parts of all steps. */
export function dropoutMasks(
  sites: readonly DropoutSite[],
  { dropout, seed }: DropoutSettings,
  step: number,
): Record<string, DropoutMask> {
  if (dropout === 0) return {};
  return Object.fromEntries(
    sites.map(({ site, shape }, index) => [
      maskInput(site),
      {
        kind: 'dropout-mask',
        source: { seed, stream: STREAMS.dropout + index },
        step,
        rate: dropout,
        length: shape.reduce((product, size) => product * size, 1),
      },
    ]),
  );
}
