/** What a dry run says. Pure. */
import { group } from 'd3-array';
import { formatBytes } from '../../reports/formatNumber.ts';
import { showDuration } from '../run/progressText.ts';
import { caseName } from '../run/runText.ts';
import type { ScenarioSettings } from '../scenarios/scenarioSettings.ts';
import { usualSearchSeconds } from '../scenarios/session.ts';
import type { EstimatedCase } from './estimate.ts';

function estimateWords({ estimate }: EstimatedCase): string {
  if (estimate === null) return '';
  const { seconds, peakMemoryBytes, basis } = estimate;
  const time = seconds === null ? 'unknown time' : `about ${showDuration(seconds)}`;
  const memory = peakMemoryBytes === null ? '' : ` and ${formatBytes(peakMemoryBytes)}`;
  return `, ${time}${memory} (${basis})`;
}

/** The most that one model's turns of a session take. A turn of offline is a pass over the test set, however long. */
function sessionSeconds({ passSeconds }: EstimatedCase, settings: ScenarioSettings): number {
  const { scenarios, rounds, secondsPerTurn, server } = settings;
  const isServer = scenarios.includes('server');
  const single = scenarios.includes('single-stream') || isServer ? rounds * secondsPerTurn : 0;
  const offline = scenarios.includes('offline') ? rounds * (passSeconds ?? 0) : 0;
  return single + offline + (isServer ? server.rounds * usualSearchSeconds(settings) : 0);
}

function sessionLine(name: string, cases: readonly EstimatedCase[], settings: ScenarioSettings): string {
  const seconds = cases.reduce((sum, entry) => sum + sessionSeconds(entry, settings), 0);
  const opened = Math.ceil(settings.rounds / settings.roundsPerProcess);
  const unknown = settings.scenarios.includes('offline') ? cases.filter(({ passSeconds }) => passSeconds === null) : [];
  const passes =
    unknown.length === 0
      ? ''
      : ` and ${settings.rounds} passes over the test set of each not measured before: ` +
        unknown.map(({ planned }) => planned.baseline.label).join(', ');
  return (
    `Latency of all baselines, ${name}: on top of that, about ${showDuration(seconds)} at most, ` +
    `besides opening each model up to ${opened} times${passes}.`
  );
}

/** A line a case, and the sum. */
export function estimateLines(cases: readonly EstimatedCase[], settings: ScenarioSettings): string[] {
  const lines = cases.map((entry) => {
    const { planned, state } = entry;
    return `  ${planned.caseId}: ${caseName(planned)}: ${state}${estimateWords(entry)}`;
  });
  const open = cases.filter(({ estimate }) => estimate !== null);
  const known = open.map(({ estimate }) => estimate!.seconds).filter((seconds) => seconds !== null);
  const total = known.reduce((sum, seconds) => sum + seconds, 0);
  const without = known.length < open.length ? `, without ${open.length - known.length} of unknown time` : '';
  const sum = open.length === 0 ? [] : [`In all about ${showDuration(total)}, one case after the other${without}.`];
  if (settings.scenarios.length === 0) return [...lines, ...sum];
  const sessions = group(cases, ({ planned }) => `${planned.datasetName}, seed ${planned.seed}`);
  return [...lines, ...sum, ...[...sessions].map(([name, own]) => sessionLine(name, own, settings))];
}

/** The same for programs. */
export function estimateJson(cases: readonly EstimatedCase[]): object {
  return {
    cases: cases.map(({ planned, state, estimate }) => ({
      caseId: planned.caseId,
      baseline: planned.baseline.label,
      dataset: planned.datasetName,
      seed: planned.seed,
      state,
      estimate,
    })),
  };
}
