/** From what a session measured to the figures of a record: all percentiles and rates from the same samples. Pure. */
import { addCounts } from './answerCheck.ts';
import {
  leastSamples,
  mapInterval,
  mapPercentiles,
  medianOfRounds,
  percentilesOfRounds,
  rateOfRounds,
} from './roundStatistics.ts';
import type {
  Interval,
  OfflinePart,
  Percentiles,
  ServerPart,
  ServerTrial,
  SingleStreamPart,
  Validity,
} from './scenarioPart.ts';
import type { ScenarioSettings } from './scenarioSettings.ts';
import { leastPerSecond, type Measured } from './session.ts';
import type { AnsweredResult, ServerResult } from './turns.ts';
import { medianOf } from '../case/costs.ts';
import { percentile } from '../../src/statistics/percentile.ts';
import { formatCount } from '../../reports/formatNumber.ts';

/** A request that is made again at once may be quicker, its data being in the processor's caches, but not by this. */
const LEAST_REPEAT_SHARE = 0.5;
const MILLISECONDS = 1000;

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function energyPerRequest(turns: readonly AnsweredResult[]): number | null {
  const joules = turns.map((turn) => turn.energyJoules);
  if (joules.length === 0 || joules.includes(null)) return null;
  const requests = turns.reduce((sum, turn) => sum + turn.answeredCount, 0);
  return joules.reduce<number>((sum, value) => sum + value!, 0) / requests;
}

/** The first fault counts: later ones may follow from it. */
function validityOf(faults: readonly (string | null)[]): Validity {
  const reason = faults.find((fault) => fault !== null) ?? null;
  return { isValid: reason === null, reason };
}

function answersFault(turns: readonly AnsweredResult[]): string | null {
  const { checked, different } = addCounts(turns.map(({ answers }) => answers));
  if (different === 0) return null;
  return `${formatCount(different)} of ${formatCount(checked)} answers differ from those that the accuracy is of`;
}

function shared(turns: readonly AnsweredResult[]) {
  const firstSeconds = medianOf(turns.flatMap((turn) => turn.firstSeconds ?? []));
  return {
    firstMilliseconds: firstSeconds === null ? null : firstSeconds * MILLISECONDS,
    energyJoulesPerRequest: energyPerRequest(turns),
    answers: addCounts(turns.map(({ answers }) => answers)),
  };
}

function repeatOf({ singleStream }: Measured, overheadSeconds: number): SingleStreamPart['repeat'] {
  const median = (pick: 'freshSeconds' | 'repeatedSeconds') => {
    const seconds = medianOf(singleStream.flatMap((turn) => [...turn[pick]]));
    return seconds === null ? null : Math.max(0, seconds - overheadSeconds) * MILLISECONDS;
  };
  const [freshMilliseconds, repeatedMilliseconds] = [median('freshSeconds'), median('repeatedSeconds')];
  return freshMilliseconds === null || repeatedMilliseconds === null
    ? null
    : { freshMilliseconds, repeatedMilliseconds };
}

function repeatFault(repeat: SingleStreamPart['repeat']): string | null {
  if (repeat === null) return null;
  // What measuring costs is taken off, and may be more than a remembered answer takes.
  const share = Math.max(0, repeat.repeatedMilliseconds / repeat.freshMilliseconds);
  if (!(share < LEAST_REPEAT_SHARE)) return null;
  return `the same request again takes ${(share * 100).toFixed(0)} % of the time: the model remembers answers`;
}

/** @param overheadSeconds What a request costs that computes nothing; it is taken off each. */
export function singleStreamPart(measured: Measured, overheadSeconds: number): SingleStreamPart | null {
  const turns = measured.singleStream;
  if (turns.length === 0) return null;
  const net = turns.map(({ sampleSeconds }) => sampleSeconds.map((value) => Math.max(0, value - overheadSeconds)));
  const sampleCount = net.reduce((sum, samples) => sum + samples.length, 0);
  const least = leastSamples(0.5);
  const repeat = repeatOf(measured, overheadSeconds);
  return {
    ...shared(turns),
    sampleCount,
    blockSize: turns[0]!.blockSize,
    rounds: turns.length,
    latencyMilliseconds: mapPercentiles(percentilesOfRounds(net), (seconds) => seconds * MILLISECONDS),
    perSecond: rateOfRounds(net.map((samples) => ({ amount: samples.length, seconds: sumOf(samples) }))),
    repeat,
    validity: validityOf([
      answersFault(turns),
      repeatFault(repeat),
      sampleCount < least ? `${sampleCount} samples are too few for a median` : null,
    ]),
  };
}

export function offlinePart(measured: Measured, batchSize: number): OfflinePart | null {
  const turns = measured.offline;
  if (turns.length === 0) return null;
  const samples = turns.map(({ sampleSeconds }) => sampleSeconds);
  return {
    ...shared(turns),
    sampleCount: samples.reduce((sum, batches) => sum + batches.length, 0),
    rounds: turns.length,
    batchSize,
    latencyMilliseconds: mapPercentiles(percentilesOfRounds(samples), (seconds) => seconds * MILLISECONDS),
    perSecond: rateOfRounds(turns.map((turn) => ({ amount: turn.answeredCount, seconds: sumOf(turn.sampleSeconds) }))),
    passSeconds: medianOfRounds(samples.map(sumOf)),
    validity: validityOf([answersFault(turns)]),
  };
}

function trialPart(trial: ServerResult, tailShare: number): ServerTrial {
  const { perSecond, sampleSeconds, batchCount, isGivenUp } = trial;
  return {
    offeredPerSecond: perSecond,
    requestCount: sampleSeconds.length,
    tailMilliseconds: percentile(sampleSeconds.toSorted(), tailShare) * MILLISECONDS,
    meanBatchSize: sampleSeconds.length / batchCount,
    holds: !isGivenUp,
  };
}

const NO_PERCENTILES: Percentiles = { p50: null, p90: null, p95: null, p99: null, p999: null };

function serverFaults(
  held: readonly ServerResult[],
  measured: Measured,
  settings: ScenarioSettings,
): (string | null)[] {
  const { limitMilliseconds, tailShare } = settings.server;
  const fewest = Math.min(...held.map(({ sampleSeconds }) => sampleSeconds.length));
  const least = leastSamples(tailShare);
  const name = `p${Number((tailShare * 100).toFixed(3))}`;
  const isShort = held.length > 0 && fewest < least;
  const neededSeconds = Math.ceil(least / Math.min(...held.map(({ perSecond }) => perSecond)));
  return [
    held.length === 0
      ? `no rate from ${leastPerSecond(settings).toPrecision(2)} a second kept ${name} under ${limitMilliseconds} ms`
      : null,
    held.length < measured.server.length && held.length > 0
      ? `in ${measured.server.length - held.length} of ${measured.server.length} searches no rate held`
      : null,
    answersFault(measured.server.flatMap(({ trials }) => trials)),
    isShort
      ? `a trial has only ${formatCount(fewest)} requests, and ${name} needs ${formatCount(least)}; ` +
        `give measure.secondsPerTurn ${neededSeconds}`
      : null,
  ];
}

export function serverPart(measured: Measured, settings: ScenarioSettings): ServerPart | null {
  const { limitMilliseconds, tailShare } = settings.server;
  if (measured.server.length === 0) return null;
  const held = measured.server.flatMap((round) => round.held ?? []);
  const samples = held.map(({ sampleSeconds }) => sampleSeconds);
  const trials = measured.server.flatMap((round) => round.trials);
  const isCapped = measured.server.some((round) => round.isCapped);
  const perSecond: Interval | null = held.length === 0 ? null : medianOfRounds(held.map((trial) => trial.perSecond));
  const latency = held.length === 0 ? NO_PERCENTILES : percentilesOfRounds(samples);
  const sampleCount = samples.reduce((sum, seconds) => sum + seconds.length, 0);
  return {
    ...shared(trials),
    sampleCount,
    rounds: measured.server.length,
    energyJoulesPerRequest: energyPerRequest(held),
    latencyMilliseconds: mapPercentiles(latency, (seconds) => seconds * MILLISECONDS),
    perSecond,
    limitMilliseconds,
    tailShare,
    meanBatchSize: held.length === 0 ? null : sampleCount / held.reduce((sum, trial) => sum + trial.batchCount, 0),
    isCapped,
    trials: trials.map((trial) => trialPart(trial, tailShare)),
    validity: validityOf(serverFaults(held, measured, settings)),
  };
}

/** One look at the clock, by the process of the contestant that computes nothing; null where it was not measured. */
export function clockLook(measured: Measured | undefined): number | null {
  const seconds = medianOf((measured?.singleStream ?? []).map(({ clockSeconds }) => clockSeconds));
  return seconds === null ? null : seconds * MILLISECONDS;
}

/** A call of the contestant that computes nothing, without the clock; null where it was not measured. */
export function emptyRequest(measured: Measured | undefined): Interval | null {
  if (measured === undefined || measured.singleStream.length === 0) return null;
  const { p50 } = percentilesOfRounds(measured.singleStream.map(({ sampleSeconds }) => sampleSeconds));
  const clockShare = clockLook(measured)! / measured.singleStream[0]!.blockSize;
  return p50 && mapInterval(p50, (seconds) => Math.max(0, seconds * MILLISECONDS - clockShare));
}
