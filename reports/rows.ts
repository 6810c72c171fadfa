/** From records to rows: one row per baseline with its settings on one split, its seeds summarised. Pure. */
import { canonicalJson } from '../src/canonicalJson.ts';
import type { CompletedRecord, Costs, RunRecord } from '../harness/records/record.ts';
import { COSTS } from '../src/metrics/cost.ts';
import { allRunHere, type Provenance, type ProvenanceOf } from './provenance.ts';
import type { ScenarioPart } from './scenarioFigures.ts';
import { spreadOf, type Spread } from './spread.ts';

export interface ReportRow {
  /** What its records have in common and other rows' have not, as canonical JSON. */
  readonly key: string;
  readonly label: string;
  readonly baselineId: string;
  readonly summary: string;
  readonly settings: unknown;
  /** Of the completed cases. */
  readonly seeds: readonly number[];
  readonly failures: readonly { readonly seed: number; readonly message: string }[];
  /** Null where the baseline uses none, or where no case got as far as opening one. */
  readonly engine: { readonly name: string; readonly provider: string | null; readonly threads: number } | null;
  /** One of each seed, the newest, in the order of the seeds. */
  readonly records: readonly RunRecord[];
  /** Any record of the row: its data, split, machine and measure settings are those of all. */
  readonly sample: RunRecord;
  /** Commits of the code that the row's cases ran on; null outside git. */
  readonly commits: readonly (string | null)[];
  readonly hasDirtyCode: boolean;
  /** The same for all of its records. */
  readonly provenance: Provenance;
  readonly warnings: readonly string[];
  readonly metrics: Readonly<Record<string, Spread | null>>;
  readonly costs: Readonly<Record<keyof Costs, Spread | null>>;
  /** Of the completed cases that were measured under load. */
  readonly scenarios: readonly ScenarioPart[];
}

/** Of several records of one case on one machine, from one source, the newest counts. */
export function newestRecords(records: readonly RunRecord[], provenanceOf: ProvenanceOf = allRunHere): RunRecord[] {
  const newest = new Map<string, RunRecord>();
  for (const record of records) {
    const key = JSON.stringify([provenanceOf(record), record.machine.id, record.caseId]);
    const other = newest.get(key);
    if (!other || other.startedAt <= record.startedAt) newest.set(key, record);
  }
  return [...newest.values()];
}

function engineOf(record: RunRecord): ReportRow['engine'] {
  if (record.engine === null) return null;
  const { name, threads } = record.engine;
  const provider = 'provider' in record.engine ? record.engine.provider : null;
  // As configs name it: what computed on another provider is another engine. A failed case has it in its name.
  const isNamed = provider === null || provider === 'cpu';
  return { name: isNamed ? name : `${name}/${provider}`, threads, provider };
}

function profilesOf(record: RunRecord): string | undefined {
  return record.status === 'completed' ? record.profiles?.contentHash : undefined;
}

/**
 * What the seeds of one row have in common, on whatever commit they ran. Rows of several people are never mixed.
 * @param profiles Content hash of the profiles that it learnt from; those of a case that failed are not known.
 */
export function rowKey(
  record: RunRecord,
  provenanceOf: ProvenanceOf = allRunHere,
  profiles: string | undefined = profilesOf(record),
): string {
  const provenance = provenanceOf(record);
  const { baseline, settings, dataset, split, protocol, measure, cutoffs, skipBadRows, machine } = record;
  const engine = engineOf(record);
  return canonicalJson({
    id: baseline.id,
    label: baseline.label,
    fileHash: baseline.fileHash,
    settings,
    dataset: dataset.contentHash,
    split: split.hash,
    protocol,
    measure,
    cutoffs,
    skipBadRows,
    machine: machine.id,
    node: machine.nodeVersion,
    profiles,
    engine: engine && { name: engine.name, threads: engine.threads },
    // Left out of what was run here: such rows keep the addresses that they had before there were submissions.
    provenance: provenance.grade === 'run-here' ? undefined : provenance,
  });
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

/** One of each seed: two of one seed, from other words for the same data, would make the spread too small. */
function newestBySeed(records: readonly RunRecord[]): RunRecord[] {
  const ascending = [...records].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return [...new Map(ascending.map((record) => [record.seed, record])).values()].sort((a, b) => a.seed - b.seed);
}

function rowOf(key: string, records: readonly RunRecord[], provenance: Provenance): ReportRow {
  const bySeed = newestBySeed(records);
  const completed = bySeed.filter((record): record is CompletedRecord => record.status === 'completed');
  const sample = completed[0] ?? bySeed[0]!;
  const metricIds = distinct(completed.flatMap((record) => Object.keys(record.metrics)));
  const costs = COSTS.map(({ id }) => [id, spreadOf(completed.map((record) => record.costs[id]))] as const);
  return {
    key,
    label: sample.baseline.label,
    baselineId: sample.baseline.id,
    summary: sample.baseline.summary,
    settings: sample.settings,
    seeds: completed.map((record) => record.seed),
    failures: bySeed
      .filter((record) => record.status === 'failed')
      .map((record) => ({ seed: record.seed, message: record.failure.message })),
    engine: engineOf(sample),
    records: bySeed,
    sample,
    commits: distinct(bySeed.map((record) => record.code.commit)),
    hasDirtyCode: bySeed.some((record) => record.code.isDirty === true),
    provenance,
    warnings: distinct(completed.flatMap((record) => record.warnings)),
    metrics: Object.fromEntries(metricIds.map((id) => [id, spreadOf(completed.map((record) => record.metrics[id]))])),
    costs: Object.fromEntries(costs) as Record<keyof Costs, Spread | null>,
    scenarios: completed.map((record) => record.scenarios).filter((part) => part !== null),
  };
}

/** In the order in which each row's first record comes. */
export function reportRows(records: readonly RunRecord[], provenanceOf: ProvenanceOf = allRunHere): ReportRow[] {
  const newest = newestRecords(records, provenanceOf);
  // A failed case stands in the row of its other seeds, with profiles where these have them.
  const profiles = new Map(
    newest.flatMap((record) => {
      const hash = profilesOf(record);
      return hash === undefined ? [] : [[rowKey(record, provenanceOf, ''), hash]];
    }),
  );
  const groups = new Map<string, RunRecord[]>();
  for (const record of newest) {
    const known = record.status === 'failed' ? profiles.get(rowKey(record, provenanceOf, '')) : profilesOf(record);
    const key = rowKey(record, provenanceOf, known);
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups].map(([key, group]) => rowOf(key, group, provenanceOf(group[0]!)));
}
