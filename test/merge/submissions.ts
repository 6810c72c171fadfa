/** Submissions to be merged: made-up results with valid answers, and ways to tamper with them. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CompletedRecord } from '../../harness/records/record.ts';
import {
  SIMULATED_MACHINE,
  simulatedCases,
  simulatedCommit,
  writeSimulatedCase,
  type SimulatedCase,
  type SimulationPlan,
} from '../support/simulatedRecords.ts';
import { SIMULATED_MODELS } from '../support/simulatedModels.ts';

export const PLAN: SimulationPlan = {
  shops: [{ name: 'shop', caseCount: 200, itemCount: 500, k: 10 }],
  models: SIMULATED_MODELS.filter(({ id }) => ['popularity', 'sasrec'].includes(id)),
  seeds: [1, 2],
  machines: [SIMULATED_MACHINE],
  commits: [simulatedCommit(0)],
  requestCount: 50,
};

export const OTHER_MACHINE = { ...SIMULATED_MACHINE, id: 'linux-arm64-8cores-16gib-fedcba', cpuModel: 'Other CPU' };

export function casesOf(changes: Partial<SimulationPlan> = {}): SimulatedCase[] {
  return [...simulatedCases({ ...PLAN, ...changes })];
}

export function recordOf({ record }: SimulatedCase): CompletedRecord {
  if (record.status !== 'completed') throw new Error('none failed');
  return record;
}

/** With a record that says something else. */
export function saying(made: SimulatedCase, changes: Partial<CompletedRecord>): SimulatedCase {
  return { ...made, record: { ...recordOf(made), ...changes } };
}

/** With another file of answers, whose hash the record gives as if it had always been so. */
export function withFile(made: SimulatedCase, name: string, change: (bytes: Buffer) => Buffer): SimulatedCase {
  const files = made.files.map(({ path, bytes }) => {
    return { path, bytes: path.endsWith(`/${name}`) ? change(Buffer.from(bytes)) : bytes };
  });
  const record = recordOf(made);
  const listed = record.answers.files.map((file) => {
    const { bytes } = files.find(({ path }) => path.endsWith(`/${file.name}`))!;
    return { name: file.name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  return { record: { ...record, answers: { ...record.answers, files: listed } }, files };
}

export function withoutAnswers(made: SimulatedCase): SimulatedCase {
  return { ...made, files: [] };
}

/** Returns its folder. */
export async function writeSubmission(parent: string, name: string, cases: readonly SimulatedCase[]): Promise<string> {
  const folder = join(parent, name);
  for (const made of cases) await writeSimulatedCase(folder, made);
  return folder;
}
