/** What measuring adds to a single request; it is taken off before anything is said of the model. */
import type { ScenarioPart } from './scenarioPart.ts';

type Costs = Pick<ScenarioPart['session'], 'emptyRequestMilliseconds' | 'clockMilliseconds'>;

/** @param blockSize Requests between two looks at the clock, which share what one of them costs. */
export function overheadMilliseconds(
  { emptyRequestMilliseconds, clockMilliseconds }: Costs,
  blockSize: number,
): number {
  return (emptyRequestMilliseconds?.value ?? 0) + (clockMilliseconds ?? 0) / blockSize;
}
