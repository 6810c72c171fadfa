/** A board for tests: two shops, seven models, three seeds, two machines, a failed seed, and a history with planted steps. */
import { recordSchema, type RunRecord } from '../../harness/records/record.ts';
import type { AnswerReader, SiteFile, SiteInput, StoredArrayName } from '../../reports/site/siteInput.ts';
import type { ExampleCase } from '../../harness/records/exampleCases.ts';
import { decodeNpy } from '../../src/tensors/npy.ts';
import { allRunHere } from '../../reports/provenance.ts';
import { protocolSwitches } from '../../harness/plan/protocolSwitches.ts';
import { SIMULATED_MODELS } from '../support/simulatedModels.ts';
import {
  SIMULATED_MACHINE,
  simulatedCases,
  simulatedCommit,
  type SimulatedCase,
  type SimulationPlan,
} from '../support/simulatedRecords.ts';
import { failedRecord } from '../harness/recordFixture.ts';

const shared = { machines: [SIMULATED_MACHINE], requestCount: 100 };

/** Latency from commit 8 on, skill from commit 14 on. */
export const STEP_COMMITS = { latency: 8, skill: 14 };

export const BOARD_PLANS: readonly SimulationPlan[] = [
  {
    ...shared,
    shops: [
      { name: 'shop', caseCount: 400, itemCount: 900, k: 10 },
      { name: 'films', caseCount: 300, itemCount: 700, k: 10 },
    ],
    models: SIMULATED_MODELS,
    seeds: [1, 2, 3],
    commits: [simulatedCommit(30)],
  },
  {
    ...shared,
    shops: [{ name: 'shop', caseCount: 400, itemCount: 900, k: 10 }],
    models: SIMULATED_MODELS,
    seeds: [1],
    machines: [{ ...SIMULATED_MACHINE, id: 'linux-arm64-8cores-16gib-fedcba', cpuModel: 'Other CPU', coreCount: 8 }],
    commits: [simulatedCommit(30)],
  },
  {
    ...shared,
    shops: [{ name: 'daily', caseCount: 300, itemCount: 500, k: 10 }],
    models: SIMULATED_MODELS.filter(({ id }) => id === 'sasrec' || id === 'markov'),
    seeds: [1, 2],
    commits: Array.from({ length: 22 }, (_, place) =>
      simulatedCommit(place, {
        latencyFactor: place < STEP_COMMITS.latency ? 1 : 1.5,
        skillShift: place < STEP_COMMITS.skill ? 0 : 0.5,
      }),
    ),
  },
];

export interface BoardCases {
  readonly cases: readonly SimulatedCase[];
  readonly failed: readonly RunRecord[];
}

export function boardCases(): BoardCases {
  const cases = BOARD_PLANS.flatMap((plan) => [...simulatedCases(plan)]);
  const model = cases[3]!.record;
  const base = failedRecord();
  const failed = recordSchema.parse({
    ...Object.fromEntries(Object.entries(model).filter(([key]) => key in base)),
    status: 'failed',
    engine: { name: 'onnx', threads: 2 },
    seed: 9,
    caseId: 'sasrec.shop.seed9.failed',
    failure: { kind: 'exception', message: 'out of cheese', phase: 'fit', detail: 'Error: out of cheese\n  at fit' },
  });
  return { cases, failed: [failed] };
}

/** Answers out of memory; `change` stands between them and the board. */
export function siteInputOf(
  { cases, failed }: BoardCases,
  change: <Value>(value: Value) => Value = (value) => value,
): SiteInput {
  const filesOf = new Map(cases.map((made) => [change(made.record), made]));
  const bytesOf = (record: RunRecord, name: string) => {
    const file = filesOf.get(record)?.files.find(({ path }) => path.endsWith(`/${name}`));
    if (!file) throw new Error(`${record.caseId} has no ${name}`);
    return Buffer.from(file.bytes);
  };
  const answers: AnswerReader = {
    array: (record, name: StoredArrayName) => decodeNpy(bytesOf(record, `${name}.npy`), name),
    examples: (record) => change(JSON.parse(bytesOf(record, 'examples.json').toString()) as ExampleCase[]),
  };
  return {
    records: [...filesOf.keys(), ...failed.map(change)],
    provenanceOf: allRunHere,
    commitOrder: null,
    answers,
    switches: protocolSwitches(),
    seqbenchVersion: '0.1.0',
  };
}

/** All files by path; text only. */
export function collectFiles(files: Iterable<SiteFile>) {
  const collected = new Map<string, string>();
  for (const { path, content } of files) {
    const pieces = typeof content === 'string' ? [content] : content;
    collected.set(path, pieces instanceof Uint8Array ? Buffer.from(pieces).toString() : [...pieces].join(''));
  }
  return collected;
}
