/** What the parent of a latency session asks of a model's process, one turn at a time, and what it gets back. */
import type { AnswerCounts } from './scenarioPart.ts';

export interface SingleStreamTurn {
  readonly scenario: 'single-stream';
  /** From 0; the requests of a round are the same for every model. */
  readonly round: number;
  /** As in the model's first turn, so that all samples are alike; null in that one, which finds it out. */
  readonly blockSize: number | null;
}

export interface OfflineTurn {
  readonly scenario: 'offline';
}

export interface ServerTurn {
  readonly scenario: 'server';
  readonly perSecond: number;
  readonly requestCount: number;
  /** Decides when requests arrive and what they ask. */
  readonly seed: number;
}

/** No request to the model, but a piece of work that is always the same; see `fixedWork.ts`. */
export interface CalibrationTurn {
  readonly scenario: 'calibration';
  /** How long it may be repeated. */
  readonly seconds: number;
}

export type Turn = SingleStreamTurn | OfflineTurn | ServerTurn | CalibrationTurn;

interface SharedResult {
  /** The first call that the model's process got at all, cold; null in all turns but the first. */
  readonly firstSeconds: number | null;
  readonly answers: AnswerCounts;
  /** Null where no counter can be read. */
  readonly energyJoules: number | null;
  /** Histories answered in the time that the energy is of. */
  readonly answeredCount: number;
}

export interface SingleStreamResult extends SharedResult {
  readonly scenario: 'single-stream';
  /** Requests between two looks at the clock; 1 but where a request is too quick to be timed alone. */
  readonly blockSize: number;
  /** Of a request, in the order made; of a block its mean. */
  readonly sampleSeconds: Float64Array;
  /** Test cases of each sample, `blockSize` of them. */
  readonly rows: Uint32Array;
  /** What one look at the clock takes. */
  readonly clockSeconds: number;
  /** Of samples after which their last request was made again at once, as often: the first time, and again. */
  readonly freshSeconds: Float64Array;
  readonly repeatedSeconds: Float64Array;
}

export interface OfflineResult extends SharedResult {
  readonly scenario: 'offline';
  /** By batch. */
  readonly sampleSeconds: Float64Array;
}

export interface ServerResult extends SharedResult {
  readonly scenario: 'server';
  readonly perSecond: number;
  /** By arrival; of the requests that were answered before the trial was given up. */
  readonly sampleSeconds: Float64Array;
  readonly batchCount: number;
  readonly isGivenUp: boolean;
}

export interface CalibrationResult {
  readonly scenario: 'calibration';
  /** Of the piece of work, the median. */
  readonly workSeconds: number;
}

/** Of turns in which the model was asked. */
export type AnsweredResult = SingleStreamResult | OfflineResult | ServerResult;
export type TurnResult = AnsweredResult | CalibrationResult;
export type ResultOf<Scenario extends Turn['scenario']> = Extract<TurnResult, { readonly scenario: Scenario }>;
