/**
 * Brings vectors into the shape that distillation wants: around 0 and of size 1. Vectors of text encoders all point much the
 * same way, and an error against them would mostly be the error against their mean.
 */
import { UserError } from '../../errors.ts';
import { meanOf } from './principalComponents.ts';
import { rowCount, type Rows } from './rowBlocks.ts';
import type { TargetSettings } from './reduceSettings.ts';

export interface TargetScale {
  /** Euclidean length of the mean vector that was subtracted; null where none was. */
  readonly meanLength: number | null;
  /** Root of the mean square that was divided by, over all entries or for each dimension; null where nothing was. */
  readonly divisor: number | readonly number[] | null;
}

/** In place. @throws UserError where all vectors are equal, so that nothing can be learnt from them. */
export function scaleTargets(rows: Rows, { centre, scale }: TargetSettings): TargetScale {
  const { values, width } = rows;
  const mean = centre ? meanOf(rows) : null;
  if (mean !== null) for (let at = 0; at < values.length; at++) values[at]! -= mean[at % width]!;
  const squares = new Float64Array(width);
  for (let at = 0; at < values.length; at++) squares[at % width]! += values[at]! ** 2;
  const whole = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / values.length);
  const meanLength = mean === null ? null : Math.hypot(...mean);
  if (whole <= 1e-6 * Math.max(meanLength ?? 0, Number.MIN_VALUE)) {
    throw new UserError('All profiles have the same vector, so there is nothing to learn from them.');
  }
  if (scale === 'none') return { meanLength, divisor: null };
  // A dimension without any variation stays at 0.
  const count = rowCount(rows);
  const each = Array.from(squares, (square) => Math.sqrt(square / count) || 1);
  for (let at = 0; at < values.length; at++) values[at]! /= scale === 'whole' ? whole : each[at % width]!;
  return { meanLength, divisor: scale === 'whole' ? whole : each };
}
