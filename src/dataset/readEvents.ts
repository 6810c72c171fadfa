/** Reads the interaction files of a plan into DuckDB tables of good rows: columns u, i, t, v in the order of the files. */
import { UserError } from '../errors.ts';
import { addReports, findBadRows, findSenseless, type BadRowReport } from './badRows.ts';
import { LATEST_SECONDS, ROW_PROBLEMS } from './rowProblems.ts';
import type { Duck } from './duck.ts';
import { compileScan } from './scanSql.ts';
import { unreadableFile } from './unreadableFile.ts';
import type { InteractionRows, SourcePlan } from './sourcePlan.ts';
import { sqlText } from './sqlText.ts';
import type { WorkFolder } from './workFolder.ts';

export interface EventTables {
  /** Tables with columns u and i and, where the source has them, t DOUBLE and v FLOAT; row ids count from 0. */
  readonly tables: readonly string[];
  /** Whether u and i are INTEGER columns; else they are VARCHAR. */
  readonly hasIntegerIds: boolean;
  readonly hasTime: boolean;
  readonly hasValues: boolean;
  readonly badRows: BadRowReport;
}

export async function readEvents(duck: Duck, work: WorkFolder, plan: SourcePlan): Promise<EventTables> {
  const hasTime = plan.timeResolution !== 'none';
  const hasValues = plan.interactions.some((rows) => rows.value !== null);
  const hasIntegerIds = plan.interactions.every((rows) => rows.ids === 'integer');
  const reports: BadRowReport[] = [];
  const tables: string[] = [];
  for (const [index, rows] of plan.interactions.entries()) {
    const table = `events_${index}`;
    reports.push(await readFile(duck, work, rows, { table, hasIntegerIds, hasTime, hasValues }));
    tables.push(table);
  }
  if (plan.interactions[0]?.shape === 'sequence') {
    await unrollSequences(duck, tables, plan.sequences ?? 'every-row');
    return { tables: ['events'], hasIntegerIds: false, hasTime, hasValues, badRows: addReports(reports) };
  }
  return { tables, hasIntegerIds, hasTime, hasValues, badRows: addReports(reports) };
}

interface Target {
  readonly table: string;
  readonly hasIntegerIds: boolean;
  readonly hasTime: boolean;
  readonly hasValues: boolean;
}

async function readFile(duck: Duck, work: WorkFolder, rows: InteractionRows, target: Target): Promise<BadRowReport> {
  const file = await work.openFor(rows);
  const scan = await compileScan(rows.scan, file);
  const idType = target.hasIntegerIds ? 'INTEGER' : 'VARCHAR';
  const itemType = rows.shape === 'event' ? idType : 'VARCHAR[]';
  const columns = [`(${rows.user})::${idType} AS u`, `(${rows.item})::${itemType} AS i`];
  if (target.hasTime) columns.push(`(${rows.seconds ?? 'NULL'})::DOUBLE AS t`);
  if (target.hasValues) columns.push(`(${rows.value ?? 'NULL'})::FLOAT AS v`);
  if (rows.where !== undefined) columns.push(`coalesce(${rows.where}, true) AS wanted`);
  try {
    await duck.run(`CREATE TEMP TABLE ${target.table} AS SELECT ${columns.join(', ')} FROM ${scan.sql}`);
  } catch (error) {
    throw unreadableFile(file, error);
  }
  const problem = problemSql(rows, target);
  const senseless = await findSenseless(duck, target.table, problem);
  const report = await findBadRows(duck, { file, records: scan.records, senseless });
  if (report.count > 0 || rows.where !== undefined) {
    const unwanted = rows.where === undefined ? '' : ' OR NOT wanted';
    await duck.run(`DELETE FROM ${target.table} WHERE (${problem}) IS NOT NULL${unwanted}`);
    // Deleting leaves gaps in the row ids, which the encoder takes for places.
    await duck.run(`CREATE TEMP TABLE kept AS SELECT * FROM ${target.table} ORDER BY rowid`);
    await duck.run(`DROP TABLE ${target.table}`);
    await duck.run(`ALTER TABLE kept RENAME TO ${target.table}`);
  }
  return report;
}

function problemSql(rows: InteractionRows, target: Target): string {
  const isMissing = (id: string): string => (target.hasIntegerIds ? `${id} IS NULL` : `(${id} IS NULL OR ${id} = '')`);
  const cases = [`WHEN ${isMissing('u')} THEN '${ROW_PROBLEMS.noUser}'`];
  if (rows.shape === 'event') {
    cases.push(`WHEN ${isMissing('i')} THEN '${ROW_PROBLEMS.noItem}'`);
  } else {
    cases.push(`WHEN i IS NULL OR len(i) = 0 THEN 'no item ids'`);
    cases.push(`WHEN list_contains(list_transform(i, lambda x: coalesce(x, '') = ''), true) THEN 'an empty item id'`);
  }
  if (target.hasTime) {
    cases.push(`WHEN t IS NULL THEN '${ROW_PROBLEMS.noTime}'`);
    cases.push(`WHEN NOT (t >= 0 AND t < ${LATEST_SECONDS}) THEN '${ROW_PROBLEMS.oddTime} (' || t::VARCHAR || ' s)'`);
  }
  if (rows.where !== undefined) cases.unshift('WHEN NOT wanted THEN NULL');
  return `CASE ${cases.join(' ')} END`;
}

/** One row per item of each sequence, in order, as table `events`. */
async function unrollSequences(duck: Duck, tables: readonly string[], policy: SourcePlan['sequences']): Promise<void> {
  const parts = tables.map((table, index) => `SELECT u, i, ${index} AS file, rowid AS place FROM ${table}`);
  await duck.run(`CREATE TEMP TABLE sequences AS ${parts.join(' UNION ALL ')}`);
  if (policy === 'longest-per-user') await keepLongest(duck);
  await duck.run(
    `CREATE TEMP TABLE events AS SELECT u, i FROM (
       SELECT u, unnest(i) AS i, file, place, generate_subscripts(i, 1) AS step FROM sequences
     ) ORDER BY file, place, step`,
  );
}

async function keepLongest(duck: Duck): Promise<void> {
  await duck.run(
    `CREATE TEMP TABLE longest AS SELECT u, arg_max(i, len(i)) AS i, min(file) AS file, min(place) AS place
     FROM sequences GROUP BY u`,
  );
  const [broken] = (await duck.rows(
    `SELECT u FROM sequences JOIN longest USING (u)
     WHERE list_slice(longest.i, 1, len(sequences.i)) <> sequences.i ORDER BY u LIMIT 1`,
  )) as [string][];
  if (broken !== undefined) {
    throw new UserError(
      `User ${sqlText(broken[0])} has several sequences and the shorter ones are not the start of the longest, ` +
        'so they are no augmented copies; give each sequence a user of its own, or one event per row',
    );
  }
  await duck.run('DROP TABLE sequences');
  await duck.run('ALTER TABLE longest RENAME TO sequences');
}
