/**
 * The gate: is the head worse than the base in quality, latency or memory, beyond what is tolerated and beyond chance?
 */
import { formatSignificant } from '../../reports/formatNumber.ts';
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { RunRecord } from '../records/record.ts';
import { compareSides, type PairComparison, type TestedLatency, type TestedQuality } from '../compare/compareSides.ts';
import { processCount } from '../compare/latencyUnits.ts';
import { type CasePair, pairCases, type UnpairedCases } from '../compare/pairCases.ts';
import { type RunSpread, runSpread } from '../compare/runDeviation.ts';
import type { CompletedCase, Side } from '../compare/sides.ts';
import {
  type Judgement,
  judge,
  overallVerdict,
  type RelativeLoss,
  SIGNIFICANCE,
  type Verdict,
  verdictOf,
} from '../compare/verdict.ts';
import type { Tolerances } from './tolerances.ts';

export interface Finding {
  readonly what: string;
  readonly judgement: Judgement;
  readonly loss: RelativeLoss;
  readonly sentence: string;
}

export interface PairVerdict {
  readonly pair: CasePair;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
}

export interface GateResult {
  readonly verdict: Verdict;
  readonly pairs: readonly PairVerdict[];
  readonly unpaired: readonly UnpairedCases[];
  /** Cases that failed in the head and not in the base. */
  readonly failures: readonly string[];
  /** Cases that failed in both. */
  readonly failedInBoth: readonly string[];
  /** What was known of repeated runs, by pair; for the words. */
  readonly spreads: ReadonlyMap<CasePair, RunSpread>;
}

const share = (value: number): string => `${(value * 100).toFixed(1)} %`;

function qualityLoss(quality: TestedQuality): RelativeLoss {
  const { first, crossed, bootstrap, isIdentical, holmP } = quality;
  if (isIdentical) return { estimate: 0, low: 0, high: 0, isSignificant: false };
  // Nothing can be lost of nothing.
  if (first === 0) return { estimate: quality.second > 0 ? -1 : 0, low: 0, high: 0, isSignificant: false };
  const [low, high] = [crossed.low ?? bootstrap.low, crossed.high ?? bootstrap.high];
  return {
    estimate: -crossed.difference / first,
    low: -high / first,
    high: -low / first,
    isSignificant: holmP < SIGNIFICANCE,
  };
}

function lossWords({ estimate, low, high }: RelativeLoss): string {
  const direction = estimate > 0 ? 'worse' : 'better';
  const range = low === null || high === null ? '' : ` (95 %: ${share(-high)} to ${share(-low)})`;
  return estimate === 0 && low === 0 ? 'the same for every user' : `${share(Math.abs(estimate))} ${direction}${range}`;
}

function qualityFinding(quality: TestedQuality, tolerance: number): Finding {
  const loss = qualityLoss(quality);
  const judgement = judge(loss, tolerance);
  const unseen =
    judgement === 'cannot tell' ? `; a loss of up to ${share(Math.max(0, loss.high ?? 1))} could hide here` : '';
  const seeds =
    quality.crossed.seedVariance === null && !quality.isIdentical ? '; one seed a side, others unknown' : '';
  return { what: quality.metric, judgement, loss, sentence: `${lossWords(loss)}${unseen}${seeds}` };
}

function tooFewWords({ units, source }: TestedLatency): string {
  return `; ${units[0]} and ${units[1]} ${source} are too few to tell anything: raise measure.singleRequests or measure.rounds`;
}

/** @param isOneProcess Whether each side was timed in one process, and nothing is known of what others would differ by. */
function latencyFinding(latency: TestedLatency, tolerances: Tolerances, isOneProcess: boolean): Finding {
  const { factor, low, high, holmP } = latency;
  const loss: RelativeLoss = {
    estimate: factor - 1,
    low: low === null ? null : low - 1,
    high: high === null ? null : high - 1,
    // The test knows of these two runs alone, the interval of repeated ones too: it has to say it as well.
    isSignificant: holmP < SIGNIFICANCE && low !== null && high !== null && (low > 1 || high < 1),
  };
  // Nobody waits for a microsecond, and no two processes are alike to one.
  const slackShare = tolerances.slackMicroseconds / 1000 / latency.first;
  const judged = judge(loss, Math.max(tolerances.latency, slackShare));
  // A disturbance as long as a process is in all of its blocks.
  const isUnsure = judged === 'worse' && isOneProcess;
  const judgement = isUnsure ? 'cannot tell' : judged;
  const unsure = isUnsure
    ? '; one process a side, and how far two lie apart is not known: set measure.scenarios to [single-stream]'
    : '';
  const slack =
    slackShare > tolerances.latency
      ? `; up to ${formatSignificant(tolerances.slackMicroseconds)} µs is put up with`
      : '';
  const range = loss.low === null || loss.high === null ? '' : ` (95 %: ${share(loss.low)} to ${share(loss.high)})`;
  const sentence =
    `${share(Math.abs(loss.estimate))} ${loss.estimate > 0 ? 'slower' : 'faster'}` +
    `${range}${slack}${latency.canTell ? '' : tooFewWords(latency)}${unsure}`;
  return { what: 'single request', judgement, loss, sentence };
}

/** Standard deviation of the logarithm of identical runs' peak memory, where too few runs tell it. */
const USUAL_MEMORY_DEVIATION = 0.05;

/**
 * One figure a run, without an interval of its own: what is tolerated is fine, and more is worse where identical runs
 * hardly lie so far apart.
 */
function memoryFinding(comparison: PairComparison, tolerance: number, deviation: number | null): Finding[] {
  const memory = comparison.costs.find(({ id }) => id === 'peakMemoryBytes');
  if (memory?.ratio == null) return [];
  const estimate = memory.ratio - 1;
  const loss: RelativeLoss = {
    estimate,
    low: estimate,
    high: estimate,
    isSignificant: Math.abs(Math.log(memory.ratio)) > 1.96 * Math.SQRT2 * (deviation ?? USUAL_MEMORY_DEVIATION),
  };
  const sentence = `${share(Math.abs(estimate))} ${estimate > 0 ? 'more' : 'less'}`;
  return [{ what: 'peak memory', judgement: judge(loss, tolerance), loss, sentence }];
}

function pairVerdict(comparison: PairComparison, tolerances: Tolerances, spread: RunSpread): PairVerdict {
  const { qualities, latency, pair } = comparison;
  const processes = (cases: readonly CompletedCase[]) => (latency === null ? 0 : processCount(cases, latency.source));
  const isOneProcess = spread.deviation === null && processes(pair.first) === 1 && processes(pair.second) === 1;
  const ofQuality = qualities.map((quality) => qualityFinding(quality, tolerances.quality));
  const ofCosts = [
    ...(latency === null ? [] : [latencyFinding(latency, tolerances, isOneProcess)]),
    ...memoryFinding(comparison, tolerances.memory, spread.memoryDeviation),
  ];
  const judgements = (findings: readonly Finding[]): Judgement[] => findings.map(({ judgement }) => judgement);
  // Without latency a slow-down would pass unseen.
  const costs: Judgement[] = latency === null ? [...judgements(ofCosts), 'cannot tell'] : judgements(ofCosts);
  return { pair, findings: [...ofQuality, ...ofCosts], verdict: verdictOf(judgements(ofQuality), costs) };
}

/** Names of the cases that failed and were not completed later. */
function openFailures({ failures, cases }: Side): string[] {
  const nameOf = ({ baseline, dataset, seed }: RunRecord): string =>
    `${baseline.label} on ${dataset.name}, seed ${seed}`;
  const isMended = (failed: RunRecord): boolean =>
    cases.some(({ record }) => nameOf(record) === nameOf(failed) && record.startedAt > failed.startedAt);
  return failures.flatMap(({ record }) => (isMended(record) ? [] : [nameOf(record)]));
}

/** @param window Cases of earlier runs, from which the noise between repeated runs is learnt. */
export function regress(
  base: Side,
  head: Side,
  window: readonly CompletedCase[],
  metrics: readonly string[],
  tolerances: Tolerances,
): GateResult {
  const spreads = new Map<string, RunSpread>();
  const keyOf = ({ label, dataset, first }: CasePair): string =>
    canonicalJson([label, dataset, first[0]!.record.split.hash]);
  for (const pair of pairCases(base, head).pairs) spreads.set(keyOf(pair), runSpread(pair, window));
  const comparison = compareSides(base, head, {
    metrics,
    runDeviation: (pair) => spreads.get(keyOf(pair))?.deviation ?? 0,
  });
  const pairs = comparison.comparisons.map((one) => pairVerdict(one, tolerances, spreads.get(keyOf(one.pair))!));
  const failed = (side: Side) => new Set(openFailures(side));
  const [before, now] = [failed(base), failed(head)];
  const newFailures = [...now].filter((name) => !before.has(name));
  const oldFailures = [...now].filter((name) => before.has(name));
  const verdicts = [
    ...pairs.map(({ verdict }) => verdict),
    // What the base could do and the head cannot even finish is the worst of regressions.
    ...newFailures.map((): Verdict => 'regression'),
    ...oldFailures.map((): Verdict => 'cannot tell'),
    ...comparison.unpaired.map((): Verdict => 'cannot tell'),
  ];
  return {
    verdict: overallVerdict(verdicts),
    pairs,
    unpaired: comparison.unpaired,
    failures: newFailures,
    failedInBoth: oldFailures,
    spreads: new Map(pairs.map(({ pair }) => [pair, spreads.get(keyOf(pair))!])),
  };
}
