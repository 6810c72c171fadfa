/** Rows as `leaderboard.json`: all that a program needs to compare them, and to know what must not be compared. Pure. */
import { shortHash } from '../../src/canonicalJson.ts';
import type { Figure } from '../../src/metrics/figure.ts';
import { boardsOf } from '../boards.ts';
import { INTERVALS, rowFigures, scenarioSettings, SUMMARIES } from '../rowFigures.ts';
import type { ReportRow } from '../rows.ts';
import { rowId } from '../site/rowText.ts';
import {
  LEADERBOARD_SCHEMA_FILE,
  LEADERBOARD_SCHEMA_VERSION,
  type Leaderboard,
  type LeaderboardRow,
} from './leaderboardSchema.ts';

export interface LeaderboardInput {
  readonly rows: readonly ReportRow[];
  readonly seqbenchVersion: string;
  /** Path of the page of a row, by place in `rows`; null where there are no pages. */
  readonly pageOf: ((place: number) => string) | null;
}

function provenanceOf({ provenance, records, commits, hasDirtyCode, sample }: ReportRow): LeaderboardRow['provenance'] {
  return {
    grade: provenance.grade,
    submission: provenance.submission,
    seqbenchVersions: [...new Set(records.map(({ code }) => code.seqbenchVersion))],
    commits: [...commits],
    hasUncommittedChanges: hasDirtyCode,
    metricsHash: sample.status === 'completed' ? sample.metricsHash : null,
    cases: records.map(({ caseId, seed, status, startedAt, code }) => {
      return { caseId, seed, status, startedAt, commit: code.commit };
    }),
  };
}

function exportedRow(row: ReportRow, names: readonly string[], page: string | null): LeaderboardRow {
  const { dataset, split, protocol, machine, prices } = row.sample;
  const values = new Map(
    rowFigures(row).map(({ figure, value, low, high, sd, seedCount }) => [
      figure.name,
      { value, low, high, sd, seedCount },
    ]),
  );
  return {
    id: rowId(row),
    page,
    model: row.label,
    baseline: row.baselineId,
    summary: row.summary,
    settings: row.settings ?? null,
    dataset: {
      name: dataset.name,
      contentHash: dataset.contentHash,
      isSimulated: dataset.isSimulated,
      userCount: dataset.userCount,
      itemCount: dataset.itemCount,
      eventCount: dataset.eventCount,
    },
    protocol,
    split: {
      hash: split.hash,
      statements: split.statements,
      testCaseCount: split.testCaseCount,
      coldTargetCount: split.coldTargetCount,
      catalogueItemCount: split.catalogueItemCount,
      seenItems: split.seenItems,
    },
    engine: row.engine,
    machine: {
      id: machine.id,
      cpuModel: machine.cpuModel,
      coreCount: machine.coreCount,
      memoryBytes: machine.memoryBytes,
      platform: machine.platform,
      architecture: machine.architecture,
      nodeVersion: machine.nodeVersion,
    },
    prices,
    scenarioSettings: scenarioSettings(row),
    provenance: provenanceOf(row),
    seeds: [...row.seeds],
    failures: row.failures.map(({ seed, message }) => ({ seed, message })),
    warnings: [...row.warnings],
    figures: Object.fromEntries(names.map((name) => [name, values.get(name) ?? null])),
  };
}

/** Rows one by one, since thousands of them with all figures would need more room than the rest of a board. */
export interface LeaderboardParts {
  readonly head: Omit<Leaderboard, 'rows'>;
  readonly rows: () => Generator<LeaderboardRow>;
}

export function leaderboardParts({ rows, seqbenchVersion, pageOf }: LeaderboardInput): LeaderboardParts {
  const figures = new Map<string, Figure>();
  for (const row of rows) for (const { figure } of rowFigures(row)) figures.set(figure.name, figure);
  const names = [...figures.keys()];
  return {
    head: {
      $schema: LEADERBOARD_SCHEMA_FILE,
      schemaVersion: LEADERBOARD_SCHEMA_VERSION,
      madeBy: `seqbench ${seqbenchVersion}`,
      figures: [...figures.values()].map((figure) => {
        return { ...figure, summary: SUMMARIES[figure.kind], interval: INTERVALS[figure.kind] };
      }),
      boards: boardsOf(rows).map((board) => ({ id: shortHash(board.key), rows: board.rows.map(rowId) })),
    },
    *rows() {
      for (const [place, row] of rows.entries()) yield exportedRow(row, names, pageOf?.(place) ?? null);
    },
  };
}

/** A row a line, so that two boards can be compared line by line. */
export function* leaderboardText({ head, rows }: LeaderboardParts): Generator<string> {
  yield JSON.stringify(head, null, 1).replace(/\n\}$/u, ',\n "rows": [');
  let separator = '\n  ';
  for (const row of rows()) {
    yield separator + JSON.stringify(row);
    separator = ',\n  ';
  }
  yield '\n ]\n}\n';
}
