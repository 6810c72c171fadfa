/**
 * Latency sessions of a run, after its cases: one for all baselines on the same data with the same seed. The figures go
 * into the records of the cases, which stay whole at every moment; a session that was stopped is begun anew.
 */
import { group } from 'd3-array';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { writeArrays } from '../records/answerFiles.ts';
import { canonicalJson, shortHash } from '../../src/canonicalJson.ts';
import { MODEL_DIRECTORY } from '../case/completedPart.ts';
import { median } from '../../src/statistics/describe.ts';
import type { CaseResult, RunResult } from '../run/runCases.ts';
import type { RunContext } from '../run/runContext.ts';
import { writeRecord } from '../records/recordStore.ts';
import type { CompletedRecord } from '../records/record.ts';
import type { OpenRequest } from './contestantMessages.ts';
import { ContestantProcess } from './contestantProcess.ts';
import { sampleArrays } from './sampleFiles.ts';
import type { ScenarioPart } from './scenarioPart.ts';
import type { ScenarioSettings } from './scenarioSettings.ts';
import { overheadMilliseconds } from './overhead.ts';
import { Session, SessionStopped, type Measured } from './session.ts';
import { clockLook, emptyRequest, offlinePart, serverPart, singleStreamPart } from './summarise.ts';

const EMPTY_ID = 'empty';
const SAMPLES_PREFIX = 'scenarios-';

export interface SessionEvents {
  readonly onSessionStart: (name: string) => void;
  readonly onTurn: (label: string, note: string) => void;
  /** Baselines that failed, with their reason. */
  readonly onSessionEnd: (name: string, failures: readonly string[]) => void;
}

interface CompletedCase extends CaseResult {
  readonly record: CompletedRecord;
}

interface Group {
  readonly name: string;
  readonly cases: readonly CompletedCase[];
}

/** Cases that ran on another machine have their models there, and figures of machines are not to be mixed. */
function groupsOf(results: readonly CaseResult[], machineId: string): Group[] {
  const own = results.flatMap((result): CompletedCase[] => {
    const { record } = result;
    return record.status === 'completed' && record.machine.id === machineId ? [{ ...result, record }] : [];
  });
  const groups = group(own, ({ planned }) => `${planned.datasetName}, seed ${planned.seed}`);
  return Array.from(groups, ([name, cases]) => ({ name, cases }));
}

function sessionId({ cases }: Group, settings: ScenarioSettings, startedAt: string): string {
  // A case that ran again has another model file, though it be the same case.
  const parts = cases.map(({ record }) => [record.caseId, record.startedAt]).sort();
  return shortHash({ parts, settings, startedAt });
}

/**
 * Whether one session has measured all of the group in this way, be it with others: a part of it measured again would
 * stand beside figures of another hour. A case that ran again has none.
 */
function isMeasured({ cases }: Group, settings: ScenarioSettings): boolean {
  const sessions = cases.map(({ record }) => record.scenarios?.session);
  return sessions.every(
    (session) =>
      session !== undefined &&
      session.id === sessions[0]!.id &&
      canonicalJson(session.settings ?? null) === canonicalJson(settings),
  );
}

function requestOf(
  { planned }: CompletedCase,
  settings: ScenarioSettings,
  context: RunContext,
): Omit<OpenRequest, 'trained'> {
  const { dataset, split, skipBadRows, measure, cutoffs } = planned;
  const { cacheDirectory } = context;
  const k = Math.max(...cutoffs);
  return { kind: 'open', dataset, split, skipBadRows, cacheDirectory, withItemText: false, k, measure, settings };
}

function contestantsOf({ cases }: Group, settings: ScenarioSettings, context: RunContext): ContestantProcess[] {
  const contestants = cases.map((result) => {
    const { baseline, caseId, engine } = result.planned;
    const directory = join(result.path.replace(/\.json$/u, ''), MODEL_DIRECTORY);
    const serving = baseline.serve?.choice ?? {};
    const trained = { baseline: baseline.source, directory, engine, serving, recordPath: result.path };
    const request: OpenRequest = { ...requestOf(result, settings, context), trained };
    return new ContestantProcess(caseId, baseline.label, request, context.limits);
  });
  const empty: OpenRequest = { ...requestOf(cases[0]!, settings, context), trained: null };
  return [...contestants, new ContestantProcess(EMPTY_ID, 'empty', empty, context.limits)];
}

type SharedSession = Omit<ScenarioPart['session'], 'openSeconds'>;

/** Samples first, in a folder of their own: at no moment does a record name files that are not there. */
async function store(result: CompletedCase, measured: Measured, settings: ScenarioSettings, session: SharedSession) {
  const { path, record, planned } = result;
  const folder = path.replace(/\.json$/u, '');
  const name = `${SAMPLES_PREFIX}${shortHash(session)}`;
  const files = await writeArrays(join(folder, name), sampleArrays(measured));
  const overheadSeconds = overheadMilliseconds(session, measured.singleStream[0]?.blockSize ?? 1) / 1000;
  const scenarios: ScenarioPart = {
    session: { ...session, openSeconds: median(measured.openSeconds) },
    singleStream: singleStreamPart(measured, overheadSeconds),
    offline: offlinePart(measured, planned.measure.batchSize),
    server: serverPart(measured, settings),
    samples: { directory: relative(dirname(path), join(folder, name)).replaceAll('\\', '/'), files },
  };
  const renewed: CompletedRecord = { ...record, scenarios };
  await writeRecord(path, renewed);
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(SAMPLES_PREFIX) && entry !== name) await rm(join(folder, entry), { recursive: true });
  }
  return { ...result, record: renewed };
}

async function runSession(group: Group, settings: ScenarioSettings, context: RunContext, events: SessionEvents) {
  const startedAt = new Date().toISOString();
  const contestants = contestantsOf(group, settings, context);
  const endAll = () => Promise.all(contestants.map((contestant) => contestant.end()));
  const onAbort = () => void endAll();
  context.signal.addEventListener('abort', onAbort);
  try {
    const session = new Session(contestants, settings, {
      onTurn: events.onTurn,
      explain: (error) => (error instanceof Error ? error.message : String(error)),
      signal: context.signal,
    });
    const measured = await session.run();
    const shared: SharedSession = {
      id: sessionId(group, settings, startedAt),
      caseIds: group.cases.map(({ record }) => record.caseId),
      settings,
      startedAt,
      emptyRequestMilliseconds: emptyRequest(measured.get(EMPTY_ID)),
      clockMilliseconds: clockLook(measured.get(EMPTY_ID)),
      calibration: [...session.calibration],
    };
    const results: CaseResult[] = [];
    const failures: string[] = [];
    for (const result of group.cases) {
      const own = measured.get(result.record.caseId)!;
      if (own.failure === null) results.push(await store(result, own, settings, shared));
      else {
        failures.push(`${result.planned.baseline.label}: ${own.failure}`);
        results.push(result);
      }
    }
    return { results, failures };
  } finally {
    context.signal.removeEventListener('abort', onAbort);
    await endAll();
  }
}

export interface SessionsResult extends RunResult {
  /** One line for each baseline that could not be measured. */
  readonly sessionFailures: readonly string[];
}

/** The result of the run with the figures of its sessions; nothing is done where the config asks for no scenario. */
export async function runSessions(
  result: RunResult,
  settings: ScenarioSettings,
  context: RunContext,
  events: SessionEvents,
): Promise<SessionsResult> {
  const sessionFailures: string[] = [];
  if (settings.scenarios.length === 0 || result.isStopped) return { ...result, sessionFailures };
  const renewed = new Map<string, CaseResult>();
  try {
    for (const group of groupsOf(result.results, context.machine.id)) {
      if (isMeasured(group, settings)) continue;
      events.onSessionStart(group.name);
      const { results, failures } = await runSession(group, settings, context, events);
      for (const entry of results) renewed.set(entry.path, entry);
      sessionFailures.push(...failures);
      events.onSessionEnd(group.name, failures);
    }
  } catch (error) {
    if (error instanceof SessionStopped) return { ...result, isStopped: true, sessionFailures };
    throw error;
  }
  const results = result.results.map((entry) => renewed.get(entry.path) ?? entry);
  return { ...result, results, sessionFailures };
}
