/** What `seqbench run` says of its plan and its cases. Pure. */
import { formatCount } from '../../reports/formatNumber.ts';
import type { Survey } from '../case/caseMessages.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { plural } from '../plural.ts';
import { showDuration } from './progressText.ts';
import type { ProfilePart } from '../case/profilePart.ts';
import type { RunRecord } from '../records/record.ts';
import type { PreparedRun } from './runConfig.ts';
import { searchLine } from '../search/searchText.ts';

export function caseName({ baseline, datasetName, seed }: PlannedCase): string {
  return `${baseline.label}, ${datasetName}, seed ${seed}`;
}

export function surveyLine({ dataset, split }: Survey): string {
  const size = `${formatCount(dataset.userCount)} users, ${formatCount(dataset.itemCount)} items, ${formatCount(dataset.eventCount)} events`;
  const simulated = dataset.isSimulated ? ' (SIMULATED)' : '';
  const parts = `${formatCount(split.trainEventCount)} training events, ${formatCount(split.testCaseCount)} test cases`;
  const bad = dataset.badRowCount > 0 ? `; ${formatCount(dataset.badRowCount)} bad rows left out` : '';
  return `${dataset.name}${simulated}: ${size}; after the split ${parts}${bad}`;
}

/** What a case's profiles are, and how many of the training users have one. */
export function profilesLine({
  label,
  userCount,
  coverage,
  money,
  promptTokens,
  completionTokens,
}: ProfilePart): string {
  const share = coverage === null ? '' : ` (${(100 * coverage).toFixed(1)} % of the training users)`;
  const tokens = (promptTokens ?? 0) + (completionTokens ?? 0);
  const cost = [
    tokens > 0 ? `${formatCount(tokens)} tokens` : null,
    money === null ? null : `${money.amount.toFixed(2)} ${money.currency}`,
  ].filter((part) => part !== null);
  return `${label}, ${formatCount(userCount)} profiles${share}${cost.length > 0 ? `; ${cost.join(', ')}` : ''}`;
}

/** Main figure of the line that ends a case. */
function headline(record: RunRecord): string {
  if (record.status === 'failed') return '';
  const cutoff = record.cutoffs.includes(10) ? 10 : Math.max(...record.cutoffs);
  const value = record.metrics[`ndcg@${cutoff}`] ?? null;
  return value === null ? '' : `, NDCG@${cutoff} ${value.toFixed(4)}`;
}

export function caseEndLine(record: RunRecord, source: 'run' | 'reused'): string {
  if (record.status === 'failed') return `FAILED, ${record.failure.message}`;
  const how = source === 'reused' ? 'recorded before' : `done in ${showDuration(record.wallSeconds)}`;
  return `${how}${headline(record)}`;
}

export function planLines({ checked, searches, cases, states, context }: PreparedRun): string[] {
  const { config } = checked;
  const labels = new Set(cases.map(({ baseline }) => baseline.label));
  const done = states.filter((state) => state === 'done').length;
  const shape = [
    plural(labels.size, 'baseline'),
    plural(config.datasets.length, 'dataset'),
    plural(new Set(config.seeds).size, 'seed'),
  ].join(' x ');
  const hasEngine = cases.some(({ engine }) => engine !== null);
  const engine = hasEngine ? `; engine ${config.engine}, ${plural(config.threads, 'thread')}` : '';
  const searchLines = searches.map(searchLine);
  const summary = `${config.name}: ${plural(cases.length, 'case')} (${shape}), ${done} recorded before${engine}`;
  const dirty =
    context.code.isDirty === true && done > 0
      ? ['The working tree has uncommitted changes; --force runs finished cases again.']
      : [];
  return [summary, ...searchLines, ...dirty];
}
