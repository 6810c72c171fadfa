/** `seqbench run` with its words: plan, progress, tables, how to go on. Returns the exit code. */
import { relative } from 'node:path';
import type { WriteStream } from 'node:tty';
import { z } from 'zod';
import { boardsOf } from '../../reports/boards.ts';
import { jsonReport } from '../../reports/json.ts';
import { reportRows } from '../../reports/rows.ts';
import { searchTable } from '../../reports/searchTable.ts';
import { terminalReport, terminalTable } from '../../reports/terminal.ts';
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { UserError } from '../../src/errors.ts';
import { NO_PROGRESS } from '../case/caseMessages.ts';
import { systemClock } from '../case/clock.ts';
import type { RunArguments } from '../commands/run.ts';
import { estimatePlan } from '../dryRun/estimate.ts';
import { estimateJson, estimateLines } from '../dryRun/estimateText.ts';
import { EXIT } from '../exitCodes.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { ProfileEvents } from '../profiles/makeProfiles.ts';
import { openDisplay, type ProgressDisplay } from './progressDisplay.ts';
import { prepareRun, runPrepared, withChosen, withProfiles, type PreparedRun, type RunOptions } from './runConfig.ts';
import type { RunEvents, RunResult } from './runCases.ts';
import { planText } from '../plan/planText.ts';
import { caseEndLine, caseName, planLines, profilesLine, surveyLine } from './runText.ts';
import { runSearches, type SearchEvents, type SearchesResult } from '../search/runSearches.ts';
import type { SearchRecord } from '../search/searchRecord.ts';
import { searchEndLine, trialEndLine, trialName } from '../search/searchText.ts';
import { type SpeedEvents, withSpeed } from '../machine/withSpeed.ts';
import { runSessions, type SessionEvents } from '../scenarios/runSessions.ts';
import { scenarioSettingsSchema, type ScenarioSettings } from '../scenarios/scenarioSettings.ts';
import { listenForStop } from './stopSignal.ts';
import { terminalOptions } from '../terminalOptions.ts';
import { CaseTimes, timeLeftText } from './timeLeft.ts';
import { diskFull, isDiskFull } from '../records/fullDisk.ts';
import { removeLeftovers } from '../records/recordStore.ts';
import { lockResults } from '../records/resultsLock.ts';
import { wholeNumber } from '../wholeNumber.ts';

export interface RunStreams {
  /** Tables or JSON. */
  readonly out: WriteStream;
  /** Plan and progress. */
  readonly progress: WriteStream;
}

function runOptions(args: RunArguments, signal: AbortSignal): RunOptions {
  return {
    configPath: args.config,
    overrides: {
      ...(args.datasets && { datasets: args.datasets }),
      ...(args.seeds && {
        seeds: args.seeds.flatMap((words) => words.split(',')).map((word) => wholeNumber('--seeds', word, 0)),
      }),
      ...(args.engine && { engine: args.engine }),
      ...(args.threads !== undefined && { threads: wholeNumber('--threads', args.threads, 1) }),
      ...(args.budget !== undefined && { budget: wholeNumber('--budget', args.budget, 1) }),
    },
    only: args.only ?? [],
    shard: args.shard,
    resultsDirectory: args.results,
    cacheDirectory: defaultCacheDirectory(),
    onFinished: args.force ? 'repeat' : 'reuse',
    givenCommit: process.env['SEQBENCH_COMMIT'] ?? null,
    signal,
  };
}

/** @param isSequential Whether cases run one after the other, so that what is left of each adds up. */
function caseEvents({ cases, states }: PreparedRun, display: ProgressDisplay, isSequential: boolean): RunEvents {
  const number = (planned: PlannedCase) => `[${cases.indexOf(planned) + 1}/${cases.length}] ${caseName(planned)}`;
  const times = new CaseTimes(cases.filter((_, place) => states[place] !== 'done'));
  let [doneCount, failedCount, startSeconds] = [0, 0, 0];
  const showTotal = (running: PlannedCase | null) => {
    const left = isSequential ? timeLeftText(times.left(running, systemClock.nowSeconds() - startSeconds)) : '';
    const failed = failedCount > 0 ? `, ${failedCount} FAILED` : '';
    display.total(`${doneCount}/${cases.length} cases${failed}${left}`, doneCount / cases.length);
  };
  return {
    onCaseStart: (planned) => {
      startSeconds = systemClock.nowSeconds();
      showTotal(planned);
      display.start(number(planned));
    },
    onCaseProgress: (planned, progress) => {
      showTotal(planned);
      display.update(progress);
    },
    onCaseEnd: (planned, record, source) => {
      doneCount++;
      if (record.status === 'failed') failedCount++;
      times.finish(planned, record.status === 'failed' || record.isResumed ? null : record.wallSeconds);
      showTotal(null);
      display.end(`${number(planned)}: ${caseEndLine(record, source)}`);
    },
  };
}

function searchEvents(display: ProgressDisplay): SearchEvents {
  return {
    onTrialStart: (search, trial) => {
      display.start(trialName(search, trial));
    },
    onTrialProgress: (progress) => {
      display.update(progress);
    },
    onTrialEnd: (search, trial, outcome) => {
      display.end(`${trialName(search, trial)}: ${trialEndLine(outcome)}`);
    },
    onSearchEnd: (_, record) => {
      display.end(searchEndLine(record));
    },
  };
}

function profileEvents(display: ProgressDisplay): ProfileEvents {
  return {
    onProfilesStart: display.start,
    onProfilesProgress: display.update,
    onProfilesLine: display.line,
    onProfilesEnd: (name, { part }) => {
      display.end(`${name}: ${profilesLine(part)}`);
    },
  };
}

function speedEvents(display: ProgressDisplay): SpeedEvents {
  return { onSpeedStart: display.start, onSpeedEnd: display.end };
}

function sessionEvents(display: ProgressDisplay): SessionEvents {
  return {
    onSessionStart: (name) => {
      display.start(`Latency of all baselines, ${name}`);
    },
    onTurn: (label, note) => {
      display.update({ ...NO_PROGRESS, phase: 'scenarios', note: `${note}, ${label}` });
    },
    onSessionEnd: (name, failures) => {
      const failed = failures.map((failure) => `; without ${failure}`).join('');
      display.end(`Latency of all baselines, ${name}: measured${failed}`);
    },
  };
}

/** Null where the user stopped it. */
async function showEstimates(
  args: RunArguments,
  prepared: PreparedRun,
  settings: ScenarioSettings,
  display: ProgressDisplay,
  { out, progress }: RunStreams,
): Promise<number | null> {
  const cases = await estimatePlan(prepared, (planned) => {
    display.start(`Trying how long ${caseName(planned)} takes`);
    display.update({ ...NO_PROGRESS, phase: 'fit' });
  });
  if (cases === null) return null;
  if (args.json) out.write(`${JSON.stringify(estimateJson(cases), null, 2)}\n`);
  else progress.write(`${estimateLines(cases, settings).join('\n')}\n`);
  if (prepared.searches.length > 0) progress.write('Searches, and the cases of what they choose, are not estimated.\n');
  return EXIT.done;
}

function printResult(
  args: RunArguments,
  result: RunResult,
  searches: readonly SearchRecord[],
  streams: RunStreams,
): void {
  const rows = reportRows(result.results.map(({ record }) => record));
  if (args.json) {
    const records = result.results.map(({ path }) => path);
    streams.out.write(`${JSON.stringify({ ...jsonReport(rows), records, searches }, null, 2)}\n`);
    return;
  }
  const options = terminalOptions(streams.out);
  const tables = searches.map((search) => `${terminalTable(searchTable(search), options)}\n\n`);
  streams.out.write(`\n${tables.join('')}${terminalReport(boardsOf(rows), options)}`);
}

function printStopped(args: RunArguments, done: number, total: number, progress: WriteStream): void {
  const how = args.force
    ? 'with --force the same command begins anew, without it a run goes on'
    : 'the same command goes on';
  progress.write(`Stopped. ${done} of ${total} cases are recorded in ${args.results}; ${how} from there.\n`);
}

/** Null where the user stopped it. */
async function searchFirst(
  args: RunArguments,
  prepared: PreparedRun,
  display: ProgressDisplay,
): Promise<{ readonly planned: PreparedRun; readonly searches: SearchesResult } | null> {
  if (prepared.searches.length === 0) {
    return { planned: prepared, searches: { chosen: [], records: [], isStopped: false } };
  }
  if (args.queue !== undefined) {
    throw new UserError('--queue: the config has a search, whose trials run one after the other here; leave it out.');
  }
  const warm = await withSpeed(prepared, prepared.context.resultsDirectory, speedEvents(display));
  const searches = await runSearches(prepared.searches, warm.context, searchEvents(display));
  return searches.isStopped ? null : { planned: await withChosen(warm, searches.chosen), searches };
}

async function runHereOrQueued(
  args: RunArguments,
  prepared: PreparedRun,
  display: ProgressDisplay,
): Promise<RunResult> {
  const events = caseEvents(prepared, display, args.queue === undefined);
  if (args.queue === undefined)
    return runPrepared(await withSpeed(prepared, prepared.context.resultsDirectory, speedEvents(display)), events);
  const { runQueued } = await import('../queue/runQueue.ts');
  return runQueued(prepared, runOptions(args, prepared.context.signal).overrides, args.queue, events, display.line);
}

export async function executeRun(args: RunArguments, streams: RunStreams): Promise<number> {
  const { progress } = streams;
  const stop = listenForStop();
  const display = openDisplay(progress, systemClock);
  let unlock: (() => Promise<void>) | null = null;
  try {
    const prepared = await prepareRun(runOptions(args, stop.signal), {
      onSurveyStart: (name) => {
        display.start(name);
      },
      onSurveyProgress: display.update,
      onSurveyEnd: (survey) => {
        display.end(surveyLine(survey));
      },
    });
    if (prepared === null) {
      display.end('Stopped before any case had started.');
      return stop.exitCode();
    }
    if (prepared.cases.length === 0 && prepared.searches.length === 0) {
      display.end(`Nothing to do: the plan has fewer cases than --shard ${args.shard ?? ''} has parts.`);
      if (args.json) printResult(args, { results: [], isStopped: false }, [], streams);
      return EXIT.done;
    }
    progress.write(`${planLines(prepared).join('\n')}\n`);
    // A dry run has a line for each case.
    if (!args.dryRun) progress.write(planText(prepared, terminalOptions(progress)));
    const settings = z.object(scenarioSettingsSchema.shape).parse(prepared.checked.config.measure);
    if (args.dryRun) return (await showEstimates(args, prepared, settings, display, streams)) ?? stop.exitCode();

    const { context } = prepared;
    unlock = await lockResults(context.resultsDirectory);
    await removeLeftovers(context.resultsDirectory);
    // Workers of a queue make the profiles of their cases themselves.
    const profiled = args.queue === undefined ? await withProfiles(prepared, profileEvents(display)) : prepared;
    if (profiled === null) {
      display.end(
        'Stopped while profiles were made; what was written is stored, and the same command goes on from there.',
      );
      return stop.exitCode();
    }
    const searched = await searchFirst(args, profiled, display);
    if (searched === null) {
      display.end('');
      progress.write(`Stopped while searching. Trials are recorded in ${args.results}; the same command goes on.\n`);
      return stop.exitCode();
    }
    const { planned, searches } = searched;
    if (searches.records.length > 0) {
      progress.write(`${planLines(planned).join('\n')}\n${planText(planned, terminalOptions(progress))}`);
    }
    const cases = await runHereOrQueued(args, planned, display);
    // Models in turn need one machine; through a queue each case was timed on its worker's alone.
    const result =
      args.queue === undefined
        ? await runSessions(cases, settings, context, sessionEvents(display))
        : { ...cases, sessionFailures: [] };
    if (args.queue !== undefined && settings.scenarios.length > 0) {
      progress.write('Scenarios are not measured through a queue: run the config without --queue for them.\n');
    }
    if (result.isStopped) {
      display.end('');
      printStopped(args, result.results.length, planned.cases.length, progress);
      return stop.exitCode();
    }
    printResult(args, result, searches.records, streams);
    const { resultsDirectory } = prepared.context;
    if (!args.json) {
      streams.out.write(`\nRecords: ${relative(process.cwd(), resultsDirectory) || '.'}\n`);
      // Of use to nobody but who ends a run: its bundler need not be loaded before.
      const { writeRunReport } = await import('./runReport.ts');
      const page = await writeRunReport(result.results, resultsDirectory);
      streams.out.write(`Report: ${relative(process.cwd(), page)}\n`);
    }
    const hasFailed = result.results.some(({ record }) => record.status === 'failed');
    const isUnchosen = searches.chosen.length < searches.records.length;
    return hasFailed || isUnchosen || result.sessionFailures.length > 0 ? EXIT.failures : EXIT.done;
  } catch (error) {
    throw isDiskFull(String(error)) ? diskFull(args.results) : error;
  } finally {
    await unlock?.();
    stop.release();
  }
}
