/**
 * After how many requests a distilled model has paid for itself beside a model that is slower to serve: what profiles and
 * training cost more, against what each request costs less. Pure, with every input in the result, so that a table can
 * show what the figure is made of.
 */
import type { Costs } from '../harness/records/record.ts';

/** Costs of one row, as medians over its seeds; null where one is not known. */
export type CostFigures = Readonly<Partial<Record<keyof Costs, number | null>>>;

export interface BreakEven {
  /** Making profiles: texts, vectors, reduction. */
  readonly profileSeconds: number;
  /** Fitting with distillation less fitting without it; negative where it ended sooner. */
  readonly trainingSeconds: number;
  /** What a request to the slower model takes longer. */
  readonly secondsPerRequest: number;
  /** Requests after which the time is won back; 0: at once; null: never, for a request takes no less. */
  readonly requests: number | null;
}

/** Null where a figure that it needs was not measured. */
export function breakEven(distilled: CostFigures, plain: CostFigures, slower: CostFigures): BreakEven | null {
  const profileSeconds = distilled.profileSeconds ?? null;
  const trainingSeconds = difference(distilled.fitSeconds, plain.fitSeconds);
  const milliseconds = difference(slower.singleStreamP50Milliseconds, distilled.singleStreamP50Milliseconds);
  if (profileSeconds === null || trainingSeconds === null || milliseconds === null) return null;
  const secondsPerRequest = milliseconds / 1000;
  const ahead = Math.max(0, profileSeconds + trainingSeconds);
  const requests = ahead === 0 ? 0 : secondsPerRequest > 0 ? Math.ceil(ahead / secondsPerRequest) : null;
  return { profileSeconds, trainingSeconds, secondsPerRequest, requests };
}

function difference(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null || b == null ? null : a - b;
}
