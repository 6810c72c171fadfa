/**
 * `npm run bench -- gate [--pairs 20] [--keep DIR]`: how often the gate is wrong. Real runs of small configs are made
 * over and over and handed to the code behind `seqbench regress`: each run beside the one before, which is identical and
 * has to be found fine; and runs with a slow-down or a loss of quality planted into the model, which have to be caught.
 * Every verdict is asked for twice: with earlier runs to learn from how far runs lie apart (as on a machine that keeps its
 * results), and from the two runs alone (as in a fresh checkout). What it cannot tell is neither a pass nor a catch. Runs
 * are kept in DIR, and those that are there already are judged again without being measured again.
 *
 * Latency is guarded on simulated data, of SASRec and of Markov, whose requests are too quick to be timed alone; NDCG@10
 * with Markov on larger simulated data, since 5 % of a metric can only be seen with users enough.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnswerArray } from '../../harness/records/answerFiles.ts';
import { type GateResult, regress } from '../../harness/regress/regress.ts';
import { DEFAULT_TOLERANCES } from '../../harness/regress/tolerances.ts';
import { wholeNumber } from '../../harness/wholeNumber.ts';
import type { BenchRow } from './benchRow.ts';
import { findingsText, type Outcome, outcomeOfIdentical, outcomeOfPlanted, outcomeRows } from './gate/outcomes.ts';
import { type CompletedCase, measuredRun, only, prepareConfig, type Side } from './gate/measuredRun.ts';
import { spoiledUsers, type SpoiledUsers } from './gate/spoiledUsers.ts';

const SLOW_DOWN = 0.1;
const LOSS = 0.05;
/** Runs before the first pair, to learn from. */
const EARLIER_RUNS = 5;

const SASREC = { epochs: 2 };
const SCENARIOS = { scenarios: ['single-stream'], rounds: 20, requestsPerTurn: 1000, secondsPerTurn: 1 };
const MEASURE = { singleRequests: 200, ...SCENARIOS };
const FAST = { datasets: ['simulated-quick'], measure: MEASURE };
/** Where a loss of quality is planted latency is no question. */
const MANY_USERS = { datasets: ['simulated-kion-shape'], measure: { ...MEASURE, rounds: 1 } };
const PLANTED = (file: string): string => join(import.meta.dirname, 'gate', file);

function usersToSpoil({ cases: [one] }: Side, pair: number): SpoiledUsers {
  const { path, record } = one!;
  const [items, targets, users] = (['items', 'targets', 'users'] as const).map((name) =>
    readAnswerArray(dirname(path), record, name),
  );
  const lists = { k: items!.shape[1]!, items: items!.data, targets: targets!.data, users: users!.data };
  return spoiledUsers(lists as Parameters<typeof spoiledUsers>[0], LOSS, pair);
}

interface Verdicts {
  readonly informed: Outcome[];
  readonly alone: Outcome[];
}

class GateBench {
  readonly identical: Verdicts = { informed: [], alone: [] };
  readonly slow: Verdicts = { informed: [], alone: [] };
  readonly lossy: Verdicts = { informed: [], alone: [] };
  readonly #earlier: CompletedCase[] = [];

  learn(side: Side): void {
    this.#earlier.push(...side.cases);
  }

  ask(name: string, into: Verdicts, base: Side, head: Side, outcomeOf: (result: GateResult) => Outcome) {
    const windows = { informed: [...this.#earlier, ...base.cases], alone: [] };
    for (const key of ['informed', 'alone'] as const) {
      const result = regress(base, head, windows[key], ['ndcg@10'], DEFAULT_TOLERANCES);
      into[key].push(outcomeOf(result));
      console.error(`  ${name}, ${key}: ${findingsText(result)}`);
    }
  }

  rows(): BenchRow[] {
    const caught = (wrong: string) => ({ right: 'caught', wrong, 'cannot tell': 'cannot tell' });
    const kinds = [
      ['identical runs', { right: 'fine', wrong: 'false alarm', 'cannot tell': 'cannot tell' }, this.identical],
      [`requests ${SLOW_DOWN * 100} % slower`, caught('missed'), this.slow],
      [`NDCG ${LOSS * 100} % lower`, caught('missed'), this.lossy],
    ] as const;
    return kinds.flatMap(([title, words, verdicts]) => [
      ...outcomeRows(`${title}, earlier runs known`, words, verdicts.informed),
      ...outcomeRows(`${title}, from the two alone`, words, verdicts.alone),
    ]);
  }
}

async function measurePairs(pairs: number, folder: string): Promise<BenchRow[]> {
  const bench = new GateBench();
  const sasrec = { id: 'sasrec', settings: SASREC };
  const fast = await prepareConfig(folder, 'fast', { ...FAST, baselines: [sasrec, 'markov'] });
  const slowed = await prepareConfig(folder, 'slowed', {
    ...FAST,
    baselines: [{ id: PLANTED('slowed.ts'), label: 'sasrec', settings: { slowDown: SLOW_DOWN, sasrec: SASREC } }],
  });
  const many = await prepareConfig(folder, 'many', { ...MANY_USERS, baselines: ['markov'] });
  const whole = await measuredRun([many], join(folder, 'whole'));
  let before: Side | null = null;
  for (let run = 1; run <= EARLIER_RUNS; run++) {
    console.error(`Earlier run ${run} of ${EARLIER_RUNS}`);
    if (before !== null) bench.learn(before);
    before = await measuredRun([fast], join(folder, `earlier-${run}`));
  }
  for (let pair = 1; pair <= pairs; pair++) {
    const place = (name: string): string => join(folder, `pair-${pair}`, name);
    console.error(`Pair ${pair} of ${pairs}`);
    const base = before!;
    const slow = await measuredRun([slowed], place('slow'));
    bench.ask('slower', bench.slow, only(base, 'sasrec'), slow, (result) => outcomeOfPlanted(result, 'single request'));
    const head = await measuredRun([fast], place('head'));
    bench.ask('identical', bench.identical, base, head, outcomeOfIdentical);
    const { users, lostShare } = usersToSpoil(whole, pair);
    console.error(`  planted: ${users.length} users lose ${(lostShare * 100).toFixed(2)} % of NDCG@10`);
    const spoiled = await prepareConfig(folder, `spoiled-${pair}`, {
      ...MANY_USERS,
      baselines: [{ id: PLANTED('spoiled.ts'), label: 'markov', settings: { users, markov: {} } }],
    });
    const lossy = await measuredRun([spoiled], place('lossy'));
    bench.ask('worse', bench.lossy, whole, lossy, (result) => outcomeOfPlanted(result, 'ndcg@10'));
    bench.learn(base);
    before = head;
  }
  return bench.rows();
}

export async function run(words: readonly string[] = []): Promise<readonly BenchRow[]> {
  const { values } = parseArgs({
    args: [...words],
    options: { pairs: { type: 'string', default: '20' }, keep: { type: 'string' } },
  });
  const pairs = wholeNumber('--pairs', values.pairs, 1);
  const folder = values.keep ? resolve(values.keep) : await mkdtemp(join(tmpdir(), 'seqbench-gate-'));
  await mkdir(folder, { recursive: true });
  try {
    const rows = await measurePairs(pairs, folder);
    for (const { id, ours, peer } of rows) console.log(`${id}: ${ours} of ${peer!}`);
    return rows;
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}
