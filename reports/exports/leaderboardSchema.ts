/**
 * The form of `leaderboard.json`. It is a promise to other programs: fields may be added, and `LEADERBOARD_SCHEMA_VERSION`
 * goes up where one changes its meaning or goes away. `leaderboard.schema.json` beside this file is made from it.
 */
import { z } from 'zod';
import { GRADES } from '../provenance.ts';
import { INTERVALS, SUMMARIES } from '../rowFigures.ts';

export const LEADERBOARD_SCHEMA_VERSION = 1;
export const LEADERBOARD_SCHEMA_FILE = 'leaderboard.schema.json';

const count = z.int().nonnegative();

const figureSchema = z
  .object({
    name: z.string().describe('Key of the figure in `rows[].figures`, for example `ndcg@10`.'),
    kind: z.enum(['metric', 'cost', 'scenario']),
    label: z.string(),
    unit: z.string().describe('`share` is 0 to 1; `money` is in the currency of `rows[].prices`.'),
    better: z.enum(['higher', 'lower']),
    meaning: z.string(),
    summary: z.enum(Object.values(SUMMARIES)).describe('What `value` is over the seeds of a row.'),
    interval: z.enum(Object.values(INTERVALS)).describe('What `low` and `high` are the ends of.'),
  })
  .describe('A figure that at least one row has.');

const valueSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  sd: z.number().nullable().describe('Standard deviation over seeds, of metrics of several seeds.'),
  seedCount: z.int().positive(),
});

const rowSchema = z.object({
  id: z.string(),
  page: z.string().nullable().describe('Page of the row, relative to this file; null where none was written.'),
  model: z.string().describe('Label of the baseline.'),
  baseline: z.string(),
  summary: z.string(),
  settings: z.unknown(),
  dataset: z.object({
    name: z.string(),
    contentHash: z.string(),
    isSimulated: z.boolean().describe('Made-up users, about whom nothing real follows.'),
    userCount: count,
    itemCount: count,
    eventCount: count,
  }),
  protocol: z.string(),
  split: z.object({
    hash: z.string(),
    statements: z.array(z.string()),
    testCaseCount: count,
    coldTargetCount: count,
    catalogueItemCount: count,
    seenItems: z.enum(['filter', 'keep']),
  }),
  engine: z
    .object({ name: z.string(), provider: z.string().nullable(), threads: count })
    .nullable()
    .describe('Null where the baseline uses none.'),
  machine: z.object({
    id: z.string(),
    cpuModel: z.string(),
    coreCount: count,
    memoryBytes: count,
    platform: z.string(),
    architecture: z.string(),
    nodeVersion: z.string(),
  }),
  prices: z.object({ perHour: z.number(), currency: z.string() }).nullable(),
  scenarioSettings: z.unknown().describe('How figures of kind `scenario` were measured; null where they were not.'),
  provenance: z.object({
    grade: z.enum(GRADES),
    submission: z.string().nullable().describe('Name of the submission that the row came with.'),
    seqbenchVersions: z.array(z.string()),
    commits: z.array(z.string().nullable()).describe('Null outside git.'),
    hasUncommittedChanges: z.boolean(),
    metricsHash: z.string().nullable().describe('Of the definitions of the metrics.'),
    cases: z.array(
      z.object({
        caseId: z.string(),
        seed: count,
        status: z.enum(['completed', 'failed']),
        startedAt: z.string().describe('ISO 8601, UTC.'),
        commit: z.string().nullable(),
      }),
    ),
  }),
  seeds: z.array(count).describe('Of the completed cases.'),
  failures: z.array(z.object({ seed: count, message: z.string() })),
  warnings: z.array(z.string()),
  figures: z.record(z.string(), valueSchema.nullable()).describe('By name; null where the row has none.'),
});

export const leaderboardSchema = z.object({
  $schema: z.literal(LEADERBOARD_SCHEMA_FILE),
  schemaVersion: z.literal(LEADERBOARD_SCHEMA_VERSION),
  madeBy: z.string(),
  figures: z.array(figureSchema),
  boards: z
    .array(z.object({ id: z.string(), rows: z.array(z.string()) }))
    .describe('Sets of rows, by id, all of whose figures may be compared. A row may be on several.'),
  rows: z.array(rowSchema),
});

export type Leaderboard = z.infer<typeof leaderboardSchema>;
export type LeaderboardRow = Leaderboard['rows'][number];

/** Further fields are allowed, so that a later addition is no error to who holds an older schema. */
export function leaderboardJsonSchemaText(): string {
  const schema = z.toJSONSchema(leaderboardSchema, { io: 'input' });
  const about = 'Every row of a seqbench leaderboard with all figures, their units, directions and intervals.';
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, title: 'seqbench leaderboard', description: about, ...rest }, null, 2)}\n`;
}
