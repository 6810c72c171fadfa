/** One run of a config as `seqbench run` does it, into a results directory of its own, without words and tables. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openSide, type CompletedCase, type Side } from '../../../harness/compare/sides.ts';
import { prepareRun, runPrepared, type PreparedRun } from '../../../harness/run/runConfig.ts';
import { runSessions } from '../../../harness/scenarios/runSessions.ts';
import { scenarioSettingsSchema } from '../../../harness/scenarios/scenarioSettings.ts';
import { defaultCacheDirectory } from '../../../src/dataset/dataPlaces.ts';

const silent = (): void => undefined;

export async function prepareConfig(folder: string, name: string, config: object): Promise<PreparedRun> {
  const configPath = join(folder, `${name}.yaml`);
  // JSON is YAML.
  await writeFile(configPath, JSON.stringify({ name, ...config }, null, 2));
  const prepared = await prepareRun(
    {
      ...{ configPath, overrides: {}, only: [], resultsDirectory: folder, cacheDirectory: defaultCacheDirectory() },
      ...{ onFinished: 'repeat', givenCommit: null, signal: new AbortController().signal },
    },
    { onSurveyStart: silent, onSurveyProgress: silent, onSurveyEnd: silent },
  );
  return prepared!;
}

/** What an earlier bench left there, if it is whole. */
async function keptRun(prepared: readonly PreparedRun[], resultsDirectory: string): Promise<Side | null> {
  if (!existsSync(resultsDirectory)) return null;
  const side = await openSide(resultsDirectory, resultsDirectory).catch(() => null);
  const planned = prepared.reduce((sum, { cases }) => sum + cases.length, 0);
  const isWhole = side?.cases.length === planned && side.cases.every(({ record }) => record.scenarios !== null);
  return isWhole ? side : null;
}

/** Cases of several configs, one after the other, in one results directory; opened as the gate opens it. */
export async function measuredRun(prepared: readonly PreparedRun[], resultsDirectory: string): Promise<Side> {
  const kept = await keptRun(prepared, resultsDirectory);
  if (kept !== null) return kept;
  for (const { checked, cases, states, searches, context } of prepared) {
    const here: PreparedRun = { checked, cases, states, searches, context: { ...context, resultsDirectory } };
    const result = await runPrepared(here, { onCaseStart: silent, onCaseProgress: silent, onCaseEnd: silent });
    const settings = z.object(scenarioSettingsSchema.shape).parse(checked.config.measure);
    const { sessionFailures } = await runSessions(result, settings, here.context, {
      onSessionStart: silent,
      onTurn: silent,
      onSessionEnd: silent,
    });
    if (sessionFailures.length > 0) throw new Error(sessionFailures.join('; '));
  }
  const side = await openSide(resultsDirectory, resultsDirectory);
  const [failed] = side.failures;
  if (failed?.record.status === 'failed') throw new Error(failed.record.failure.message);
  return side;
}

/** The part of a side that a run of other models has as well. */
export function only(side: Side, label: string): Side {
  return { ...side, cases: side.cases.filter(({ record }) => record.baseline.label === label) };
}

export type { CompletedCase, Side };
