/** Puts the machine's speed into the records of a run. */
import { calibrationSeconds, knownSpeed, measureSpeed, speedLine } from './machineSpeed.ts';
import type { PreparedRun } from '../run/runConfig.ts';

export interface SpeedEvents {
  readonly onSpeedStart: (line: string) => void;
  readonly onSpeedEnd: (line: string) => void;
}

/**
 * Before the first case, so that the cases that follow find the machine warm alike.
 * @param directory Where what was measured since the start of the machine is kept.
 */
export async function withSpeed(prepared: PreparedRun, directory: string, events: SpeedEvents): Promise<PreparedRun> {
  const { context, checked, states, searches } = prepared;
  const seconds = calibrationSeconds();
  if ((searches.length === 0 && states.every((state) => state === 'done')) || seconds === 0) return prepared;
  const { machine, signal } = context;
  const place = { resultsDirectory: directory, machineId: machine.id, threads: checked.config.threads };
  let calibration = knownSpeed(place);
  if (calibration === null) {
    events.onSpeedStart(`Measuring how fast this machine is, once after each start (${seconds} s)`);
    calibration = await measureSpeed(place, seconds, signal);
    events.onSpeedEnd(speedLine(calibration));
  }
  return { ...prepared, context: { ...context, machine: { ...machine, calibration } } };
}
