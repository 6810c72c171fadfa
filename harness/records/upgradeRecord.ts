/** Brings records of older schema versions up to the present one, a step per version. */
import { UserError } from '../../src/errors.ts';
import { RECORD_SCHEMA_VERSION } from './record.ts';

type Upgrade = (data: Record<string, unknown>) => Record<string, unknown>;

/** What version 2 measures and version 1 did not. */
const EPOCH_2 = { phase: null, dataSeconds: null, hostSeconds: null, engineSeconds: null, measures: {} };
const COSTS_2 = {
  trainDataSecondsPerEpoch: null,
  trainHostSecondsPerEpoch: null,
  trainEngineSecondsPerEpoch: null,
  secondsToBestEpoch: null,
  // Some records of version 1 have it.
  inferenceCompileSeconds: null,
  loadSeconds: null,
  profileSeconds: null,
  operationsPerRequest: null,
  peakAcceleratorMemoryBytes: null,
  energyJoules: null,
  moneyPerMillionRequests: null,
};
const COMPLETED_2 = {
  metricsHash: null,
  groups: [],
  profiles: null,
  modelFacts: {},
  scenarios: null,
};

function fromVersion1(data: Record<string, unknown>): Record<string, unknown> {
  const upgraded = { prices: null, ...data };
  if (data.status !== 'completed') return upgraded;
  // What is not of this form is left for the schema to refuse by name.
  const epochs = Array.isArray(data.epochs)
    ? data.epochs.map((epoch: Record<string, unknown>) => ({ ...EPOCH_2, ...epoch }))
    : data.epochs;
  const costs = typeof data.costs === 'object' && data.costs !== null ? { ...COSTS_2, ...data.costs } : data.costs;
  return { ...COMPLETED_2, ...upgraded, epochs, costs };
}

/** Version 2 had room for why a search gave a case up, and nothing ever wrote there: searches record their trials apart. */
function fromVersion2(data: Record<string, unknown>): Record<string, unknown> {
  const upgraded = { ...data };
  delete upgraded.searchPrune;
  return upgraded;
}

/** Entry v turns a record of version v into one of version v + 1. Version 1 is the first there was. */
const UPGRADES: Readonly<Record<number, Upgrade>> = { 1: fromVersion1, 2: fromVersion2 };

export function upgradeRecord(
  data: unknown,
  version: number,
  path: string,
  upgrades: Readonly<Record<number, Upgrade>> = UPGRADES,
  newestVersion = RECORD_SCHEMA_VERSION,
): unknown {
  let upgraded = data as Record<string, unknown>;
  for (let from = version; from < newestVersion; from++) {
    const upgrade = upgrades[from];
    if (!upgrade) throw new UserError(`The record ${path} has schema version ${from}, which never existed.`);
    upgraded = { ...upgrade(upgraded), schemaVersion: from + 1 };
  }
  return upgraded;
}
