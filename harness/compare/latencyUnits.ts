/**
 * What latency is compared by: pieces of time in each of which a model answered requests, with a median and with how slow
 * the machine was. From a latency session a piece is a round, and its median that of its quietest stretch: what else a
 * machine does comes in bursts and only ever makes requests slower. Rounds that were disturbed as a whole are set aside.
 * Without a session a piece is a block of the requests that a case made of its own model. Requests of one piece are alike
 * in what else the machine did, so they do not count as independent.
 */
import { dirname } from 'node:path';
import { canonicalJson } from '../../src/canonicalJson.ts';
import { machineSlowness } from '../../reports/history/machineDrift.ts';
import { median, sorted } from '../../src/statistics/describe.ts';
import { readAnswerArray } from '../records/answerFiles.ts';
import type { CompletedRecord } from '../records/record.ts';
import { overheadMilliseconds } from '../scenarios/overhead.ts';
import { readSampleArray } from '../scenarios/sampleFiles.ts';
import type { ScenarioPart } from '../scenarios/scenarioPart.ts';
import { scenarioSettingsSchema } from '../scenarios/scenarioSettings.ts';
import type { CompletedCase } from './sides.ts';

/** Requests to a block, where there are no rounds ... */
const LEAST_BLOCK = 25;
/** ... or as many more as it takes for so many blocks a case: comparing takes every pair of them. */
const MOST_BLOCKS = 200;
/** Of fewer rounds a session is not taken. */
const LEAST_ROUNDS = 5;
/** A round is cut into so many stretches of requests in a row ... */
const STRETCHES = 20;
/** ... or fewer, each of so many samples: of fewer still a median says little. */
const LEAST_STRETCH = 10;
/**
 * A round that takes longer than the quickest third of its session by more than this share was disturbed as a whole: in
 * processes of their own, undisturbed rounds of a model lie some 2 % apart, and 40 to 90 % above them lie those during
 * which another machine of the same host had one of the processors.
 */
const DISTURBED_SHARE = 0.1;

export type LatencySource = 'rounds' | 'blocks';

export interface LatencyUnit {
  /** Median of a block, or of the quietest stretch of a round, as measured. */
  readonly milliseconds: number;
  /** How slow the machine was found to be, comparable only between units of one source; null: not found out. */
  readonly slowness: number | null;
}

/**
 * Rounds where all have them, taken alike and timed in blocks of one size: a mean of several requests is another thing than
 * a request, and of more requests there is a quieter stretch. Null where what a session measured is void, which no other
 * measurement makes good.
 */
export function latencySource(cases: readonly CompletedCase[]): LatencySource | null {
  const parts = cases.map(({ record }) => record.scenarios?.singleStream ?? null);
  if (parts.some((part) => part !== null && !part.validity.isValid)) return null;
  const ways = new Set(cases.map(({ record }, at) => canonicalJson([parts[at]?.blockSize ?? null, wayOf(record)])));
  return ways.size === 1 && parts.every((part) => part !== null && part.rounds >= LEAST_ROUNDS) ? 'rounds' : 'blocks';
}

/** What of a session's settings decides what a round is; null where there was none, or one of an older kind. */
function wayOf({ scenarios }: CompletedRecord) {
  const settings = scenarioSettingsSchema.safeParse(scenarios?.session.settings);
  if (!settings.success) return null;
  const { requestsPerTurn, secondsPerTurn, roundsPerProcess } = settings.data;
  return { requestsPerTurn, secondsPerTurn, roundsPerProcess };
}

/** Processes that the units are of. */
export function processCount(cases: readonly CompletedCase[], source: LatencySource): number {
  if (source === 'blocks') return cases.length;
  return cases.reduce((sum, { record }) => {
    const { rounds } = record.scenarios!.singleStream!;
    return sum + Math.ceil(rounds / (wayOf(record)?.roundsPerProcess ?? rounds));
  }, 0);
}

export function latencyUnits(cases: readonly CompletedCase[], source: LatencySource): LatencyUnit[] {
  return cases.flatMap((one) => (source === 'rounds' ? roundsOf(one) : blocksOf(one)));
}

function blocksOf({ path, record }: CompletedCase): LatencyUnit[] {
  const { data: seconds } = readAnswerArray(dirname(path), record, 'requestSeconds');
  const slowness = machineSlowness(record);
  const size = Math.max(LEAST_BLOCK, Math.ceil(seconds.length / MOST_BLOCKS));
  return Array.from({ length: Math.floor(seconds.length / size) }, (_, block) => ({
    milliseconds: median(seconds.slice(block * size, (block + 1) * size)) * 1000,
    slowness,
  }));
}

function roundsOf({ path, record }: CompletedCase): LatencyUnit[] {
  const scenarios = record.scenarios!;
  const [seconds, rounds] = (['singleStreamSeconds', 'singleStreamRounds'] as const).map((name) =>
    readSampleArray(dirname(path), record, name),
  );
  const overhead = overheadMilliseconds(scenarios.session, scenarios.singleStream!.blockSize);
  const slowness = slownessOf(scenarios.session);
  const byRound: number[][] = Array.from({ length: scenarios.singleStream!.rounds }, () => []);
  for (const [at, round] of rounds!.data.entries()) byRound[round]!.push(seconds!.data[at]!);
  const medians = byRound
    .filter((samples) => samples.length > 0)
    .map((samples) => quietMedian(samples) * 1000 - overhead);
  return undisturbed(medians).map((milliseconds) => ({ milliseconds, slowness }));
}

function undisturbed(medians: readonly number[]): number[] {
  const quickest = sorted(medians).subarray(0, Math.ceil(medians.length / 3));
  return medians.filter((one) => one <= (1 + DISTURBED_SHARE) * median(quickest));
}

/** The least median of a stretch; stretches do not overlap, and what is left over at the end belongs to none. */
function quietMedian(samples: readonly number[]): number {
  const size = Math.min(samples.length, Math.max(LEAST_STRETCH, Math.ceil(samples.length / STRETCHES)));
  const count = Math.floor(samples.length / size);
  return Math.min(...Array.from({ length: count }, (_, at) => median(samples.slice(at * size, (at + 1) * size))));
}

/**
 * Microseconds of the piece of work that is always the same, at the quickest look: looks are short, and those that meet a
 * burst say nothing of the rounds beside them. Null where there was none.
 */
function slownessOf({ calibration }: ScenarioPart['session']): number | null {
  const looks = calibration.flatMap(({ scenario, microseconds }) =>
    scenario === 'single-stream' ? [microseconds] : [],
  );
  return looks.length === 0 ? null : Math.min(...looks);
}

/** Milliseconds on a machine of slowness 1; as measured where the slowness is not known of every unit. */
export function evenLatencies(units: readonly LatencyUnit[], isNormalised: boolean): number[] {
  return units.map(({ milliseconds, slowness }) => (isNormalised ? milliseconds / slowness! : milliseconds));
}

/** Rounds of these cases that were set aside; none of blocks. */
export function setAside(
  cases: readonly CompletedCase[],
  source: LatencySource,
  units: readonly LatencyUnit[],
): number {
  if (source === 'blocks') return 0;
  return cases.reduce((sum, { record }) => sum + record.scenarios!.singleStream!.rounds, 0) - units.length;
}

export function hasSlowness(units: readonly LatencyUnit[]): boolean {
  return units.every(({ slowness }) => slowness !== null);
}
