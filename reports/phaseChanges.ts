/** Where training goes over to another phase. */
import type { CompletedRecord } from '../harness/records/record.ts';

export interface PhaseChange {
  /** Between the last epoch of the phase before and the first of the next. */
  readonly x: number;
  readonly label: string;
}

export function phaseChanges({ epochs }: Pick<CompletedRecord, 'epochs'>): PhaseChange[] {
  return epochs.flatMap((epoch, place) => {
    const before = epochs[place - 1];
    if (!before || before.phase === epoch.phase) return [];
    return [{ x: (before.epoch + epoch.epoch) / 2, label: epoch.phase ?? 'next phase' }];
  });
}
