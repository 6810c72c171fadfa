/**
 * Puts the cases of two sides together: those of one label on one dataset, all seeds. Accuracy, which is computed anew from
 * the lists, may be compared where data, split and protocol agree; costs only where machine, engine and way of measuring do
 * as well. What does not agree is named, never compared.
 */
import { group } from 'd3-array';
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../records/record.ts';
import type { CompletedCase, Side } from './sides.ts';

export interface CasePair {
  readonly label: string;
  readonly dataset: string;
  /** By seed, ascending; of several records of a seed the newest. */
  readonly first: readonly CompletedCase[];
  readonly second: readonly CompletedCase[];
  /** Why costs cannot be compared, by field; empty where they can. */
  readonly costDifferences: readonly string[];
}

export interface UnpairedCases {
  readonly label: string;
  readonly dataset: string;
  readonly sentence: string;
}

export interface Pairing {
  readonly pairs: readonly CasePair[];
  readonly unpaired: readonly UnpairedCases[];
}

/** By the name that is shown where it differs. */
const ACCURACY_FIELDS: Readonly<Record<string, (record: CompletedRecord) => unknown>> = {
  'dataset content': ({ dataset }) => dataset.contentHash,
  split: ({ split }) => split.hash,
  protocol: ({ protocol }) => protocol,
  'seen items': ({ split }) => split.seenItems,
  'list length': ({ cutoffs }) => Math.max(...cutoffs),
};

const COST_FIELDS: typeof ACCURACY_FIELDS = {
  machine: ({ machine }) => machine.id,
  'Node.js': ({ machine }) => machine.nodeVersion,
  measure: ({ measure }) => measure,
};

const ENGINE_FIELDS: typeof ACCURACY_FIELDS = {
  engine: ({ engine }) => engine && [engine.name, engine.provider, engine.threads],
};

/** A baseline without an engine costs the same under every engine. */
export function costFieldsDiffering(a: CompletedRecord, b: CompletedRecord): string[] {
  const engines = a.engine === null || b.engine === null ? [] : differingFields(ENGINE_FIELDS, a, b);
  return [...differingFields(COST_FIELDS, a, b), ...engines];
}

function keyOf(fields: typeof ACCURACY_FIELDS, record: CompletedRecord): string {
  return canonicalJson(Object.fromEntries(Object.entries(fields).map(([name, of]) => [name, of(record)])));
}

export function differingFields(fields: typeof ACCURACY_FIELDS, a: CompletedRecord, b: CompletedRecord): string[] {
  return Object.entries(fields).flatMap(([name, of]) => {
    const [left, right] = [canonicalJson(of(a)), canonicalJson(of(b))];
    return left === right ? [] : [`${name} (${left} and ${right})`];
  });
}

/** What makes seeds seeds of one model. */
export const modelOf = ({ settings, profiles }: CompletedRecord): string =>
  canonicalJson([settings, profiles?.contentHash ?? null]);

/** Seeds of other settings, or of other profiles, than the newest case has would be another model. */
function newestBySeed(cases: readonly CompletedCase[]): CompletedCase[] {
  const bySeed = new Map<number, CompletedCase>();
  const ascending = [...cases].sort((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
  const model = modelOf(ascending.at(-1)!.record);
  for (const one of ascending) {
    if (modelOf(one.record) === model) bySeed.set(one.record.seed, one);
  }
  return [...bySeed.values()].sort((a, b) => a.record.seed - b.record.seed);
}

function differenceSentence(first: CompletedRecord, second: CompletedRecord): string {
  return `cannot be compared: ${differingFields(ACCURACY_FIELDS, first, second).join('; ')} differ.`;
}

export function pairCases(first: Side, second: Side): Pairing {
  // Two baselines differ by name, which is what is compared; two commits have the same names.
  const byName = first.kind !== 'baseline' || second.kind !== 'baseline';
  const label = ({ record }: CompletedCase): string =>
    byName ? record.baseline.label : `${first.word} and ${second.word}`;
  const placeOf = (one: CompletedCase): string => canonicalJson([label(one), one.record.dataset.name]);
  const seconds = group(second.cases, placeOf);
  const pairs: CasePair[] = [];
  const unpaired: UnpairedCases[] = [];
  const met = new Set<string>();
  for (const [place, cases] of group(first.cases, placeOf)) {
    const others = seconds.get(place);
    met.add(place);
    const [name, dataset] = JSON.parse(place) as [string, string];
    if (others === undefined) {
      unpaired.push({ label: name, dataset, sentence: `has no case in ${second.word}.` });
      continue;
    }
    const taken = new Set<CompletedCase>();
    for (const alike of group(cases, ({ record }) => keyOf(ACCURACY_FIELDS, record)).values()) {
      const sample = alike[0]!.record;
      const partners = others.filter(({ record }) => differingFields(ACCURACY_FIELDS, sample, record).length === 0);
      if (partners.length === 0) {
        unpaired.push({ label: name, dataset, sentence: differenceSentence(sample, others[0]!.record) });
        continue;
      }
      for (const partner of partners) taken.add(partner);
      const [a, b] = [newestBySeed(alike), newestBySeed(partners)];
      const all = [...a.slice(1), ...b];
      const costDifferences = [...new Set(all.flatMap(({ record }) => costFieldsDiffering(a[0]!.record, record)))];
      pairs.push({ label: name, dataset, first: a, second: b, costDifferences });
    }
    const left = others.filter((one) => !taken.has(one));
    for (const alike of group(left, ({ record }) => keyOf(ACCURACY_FIELDS, record)).values()) {
      const sentence = differenceSentence(cases[0]!.record, alike[0]!.record);
      // Said already where a case of the first side has no partner but this.
      if (!unpaired.some((one) => one.label === name && one.dataset === dataset && one.sentence === sentence)) {
        unpaired.push({ label: name, dataset, sentence });
      }
    }
  }
  for (const place of seconds.keys()) {
    if (met.has(place)) continue;
    const [name, dataset] = JSON.parse(place) as [string, string];
    unpaired.push({ label: name, dataset, sentence: `has no case in ${first.word}.` });
  }
  return { pairs, unpaired };
}
