/** What a dry run says. Pure. */
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

/** The most that the turns of a session take, where no model needs longer for a single turn. */
function sessionSeconds(baselineCount: number, settings: ScenarioSettings): number {
  const { scenarios, rounds, secondsPerTurn, server } = settings;
  const isServer = scenarios.includes('server');
  const turns = rounds * secondsPerTurn;
  const single = scenarios.includes('single-stream') || isServer ? turns : 0;
  const offline = scenarios.includes('offline') ? turns : 0;
  return baselineCount * (single + offline + (isServer ? server.rounds * usualSearchSeconds(settings) : 0));
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
  const groups = new Map<string, number>();
  for (const { planned } of cases) {
    const name = `${planned.datasetName}, seed ${planned.seed}`;
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  const { rounds, roundsPerProcess } = settings;
  const sessions = [...groups].map(
    ([name, count]) =>
      `Latency of all baselines, ${name}: on top of that, about ${showDuration(sessionSeconds(count, settings))} at most, ` +
      `besides opening each model up to ${Math.ceil(rounds / roundsPerProcess)} times.`,
  );
  return [...lines, ...sum, ...sessions];
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
