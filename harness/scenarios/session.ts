/**
 * A latency session: trained models, each held open in a process of its own, are asked in turns, one at a time, round by
 * round in an order drawn with a seed. What the machine does to one of them in a bad minute it does to all.
 */
import { Random } from '../../src/random.ts';
import { leastSamples } from './roundStatistics.ts';
import { RateSearch } from './rateSearch.ts';
import { allowedLate } from './serverTurn.ts';
import type { ScenarioName, SessionCalibration } from './scenarioPart.ts';
import type { ScenarioSettings } from './scenarioSettings.ts';
import type { OfflineResult, ResultOf, ServerResult, SingleStreamResult, Turn } from './turns.ts';

/** One model's process, as the session sees it. */
export interface Contestant {
  readonly id: string;
  readonly label: string;
  /** Whether it computes nothing, and is there to find out what measuring costs. */
  readonly isEmpty: boolean;
  /** In a new process, which ends the one before; seconds that opening the model took. */
  open(): Promise<number>;
  turn<Request extends Turn>(request: Request): Promise<ResultOf<Request['scenario']>>;
}

export interface ServerRound {
  readonly trials: readonly ServerResult[];
  /** The last trial at the highest rate that held; null where none did. */
  readonly held: ServerResult | null;
  readonly isCapped: boolean;
}

/** All that one model was asked for, by round. */
export interface Measured {
  /** By process. */
  readonly openSeconds: number[];
  readonly singleStream: SingleStreamResult[];
  readonly offline: OfflineResult[];
  readonly server: ServerRound[];
  /** Why it was asked no further; null: it was asked for everything. */
  failure: string | null;
}

export interface SessionHooks {
  readonly onTurn: (label: string, note: string) => void;
  /** A sentence; what it returns ends up in the failure of the contestant. */
  readonly explain: (error: unknown) => string;
  readonly signal: AbortSignal;
}

/** Thrown where the user stopped the session. */
export class SessionStopped extends Error {
  override readonly name = 'SessionStopped';
}

const ORDER_SEED = 17;
/** Of the time that the models worked in the round before, what finding out the machine's speed may take. */
const CALIBRATION_SHARE = 0.02;
/** Rates between two searches of one model, and steps within the first and the others. */
const FIRST_GROWTH = 2;
const NEXT_GROWTH = 1.2;
const PRECISION = 1.05;
const MOST_PER_SECOND = 50_000;
/** A rate that is a little too high shows only after a while: a trial lasts this many times the limit, at least. */
const LIMITS_PER_TRIAL = 20;
const LEAST_TRIAL_SECONDS = 1;
const TRIALS_PER_SEARCH = 7;
/** At low rates a trial needs time for as many requests as its tail asks for, but not more than this many turns. */
const MOST_TURNS_PER_TRIAL = 4;

function trialSeconds({ secondsPerTurn, server }: ScenarioSettings): { readonly least: number; readonly most: number } {
  const least = Math.max(LEAST_TRIAL_SECONDS, (LIMITS_PER_TRIAL * server.limitMilliseconds) / 1000);
  return { least, most: Math.max(secondsPerTurn, least) };
}

/** A trial of which no request may be late would say nothing of a tail. */
function leastRequests({ server }: ScenarioSettings): number {
  let count = 1;
  while (allowedLate(count, server.tailShare) < 1) count++;
  return count;
}

/** No lower rate is tried: its trials would take too long. */
export function leastPerSecond(settings: ScenarioSettings): number {
  return leastRequests(settings) / (MOST_TURNS_PER_TRIAL * trialSeconds(settings).most);
}

export function requestsOfTrial(perSecond: number, settings: ScenarioSettings): number {
  const { least, most } = trialSeconds(settings);
  const wanted = Math.max(leastSamples(settings.server.tailShare), perSecond * least);
  return Math.max(leastRequests(settings), Math.ceil(Math.min(wanted, perSecond * most)));
}

export class Session {
  readonly #contestants: readonly Contestant[];
  readonly #settings: ScenarioSettings;
  readonly #hooks: SessionHooks;
  readonly #random = Random.fromSeed(ORDER_SEED);
  readonly #measured = new Map<string, Measured>();
  readonly #calibration: SessionCalibration[] = [];
  /** Seconds that the models worked since the machine's speed was last found out. */
  #workedSeconds = 0;

  constructor(contestants: readonly Contestant[], settings: ScenarioSettings, hooks: SessionHooks) {
    this.#contestants = contestants;
    this.#settings = settings;
    this.#hooks = hooks;
  }

  /** By id of the contestant. @throws SessionStopped */
  async run(): Promise<ReadonlyMap<string, Measured>> {
    for (const contestant of this.#contestants) {
      const measured: Measured = { openSeconds: [], singleStream: [], offline: [], server: [], failure: null };
      this.#measured.set(contestant.id, measured);
      await this.#guarded(contestant, 'opening the model', () => this.#open(contestant));
    }
    const { scenarios } = this.#settings;
    // Without it nothing would tell what measuring costs, nor at which rate to begin.
    if (scenarios.includes('single-stream') || scenarios.includes('server')) await this.#singleStream();
    if (scenarios.includes('offline')) await this.#offline();
    if (scenarios.includes('server')) await this.#server();
    return this.#measured;
  }

  /** How fast the machine was before the first and after every round. */
  get calibration(): readonly SessionCalibration[] {
    return this.#calibration;
  }

  async #open(contestant: Contestant): Promise<void> {
    this.#of(contestant).openSeconds.push(await contestant.open());
  }

  async #singleStream(): Promise<void> {
    const { rounds, roundsPerProcess } = this.#settings;
    await this.#calibrate('single-stream', 0);
    for (let round = 0; round < rounds; round++) {
      await this.#inTurns(this.#contestants, this.#roundNote('single-stream', round), async (contestant, measured) => {
        // How a process lies in memory, and how its code was compiled, is drawn once; only a new one draws again.
        if (round > 0 && round % roundsPerProcess === 0) await this.#open(contestant);
        const blockSize = measured.singleStream[0]?.blockSize ?? null;
        const result = await contestant.turn({ scenario: 'single-stream', round, blockSize });
        measured.singleStream.push(result);
        this.#workedSeconds += secondsOf(result);
      });
      await this.#calibrate('single-stream', round + 1);
    }
  }

  /** As many passes as rounds, or as take no longer than as many turns may; one in any case. */
  async #offline(): Promise<void> {
    const { rounds, secondsPerTurn } = this.#settings;
    await this.#calibrate('offline', 0);
    for (let round = 0; round < rounds; round++) {
      const ready = this.#contestants.filter((contestant) => {
        const passes = this.#of(contestant).offline;
        const seconds = passes.reduce((sum, pass) => sum + secondsOf(pass), 0);
        const withNext = passes.length === 0 ? 0 : seconds * ((passes.length + 1) / passes.length);
        return !contestant.isEmpty && withNext <= rounds * secondsPerTurn;
      });
      if (ready.length === 0) break;
      await this.#inTurns(ready, this.#roundNote('offline', round), async (contestant, measured) => {
        const result = await contestant.turn({ scenario: 'offline' });
        measured.offline.push(result);
        this.#workedSeconds += secondsOf(result);
      });
      await this.#calibrate('offline', round + 1);
    }
  }

  async #server(): Promise<void> {
    const { rounds } = this.#settings.server;
    await this.#calibrate('server', 0);
    for (let round = 0; round < rounds; round++) {
      const searches = new Map<Contestant, { search: RateSearch; trials: ServerResult[] }>();
      for (const contestant of this.#contestants) {
        if (contestant.isEmpty || this.#of(contestant).failure !== null) continue;
        searches.set(contestant, { search: this.#searchOf(contestant), trials: [] });
      }
      for (let trial = 0; ; trial++) {
        const open = [...searches].filter(([contestant, { search }]) => {
          return search.next() !== null && this.#of(contestant).failure === null;
        });
        if (open.length === 0) break;
        const note = `${this.#roundNote('server', round, rounds)}, trial ${trial + 1}`;
        const seed = round * 1000 + trial;
        await this.#inTurns(
          open.map(([contestant]) => contestant),
          note,
          async (contestant) => {
            const { search, trials } = searches.get(contestant)!;
            const perSecond = search.next()!;
            const requestCount = requestsOfTrial(perSecond, this.#settings);
            const result = await contestant.turn({ scenario: 'server', perSecond, requestCount, seed });
            trials.push(result);
            this.#workedSeconds += secondsOf(result);
            search.tell(perSecond, !result.isGivenUp);
          },
        );
      }
      for (const [contestant, { search, trials }] of searches) {
        const held = trials.findLast((trial) => trial.perSecond === search.held && !trial.isGivenUp) ?? null;
        this.#of(contestant).server.push({ trials, held, isCapped: search.held === MOST_PER_SECOND });
      }
      await this.#calibrate('server', round + 1);
    }
  }

  /** The first begins where one request at a time would keep the server half busy. */
  #searchOf(contestant: Contestant): RateSearch {
    const { singleStream, server } = this.#of(contestant);
    const known = server.at(-1)?.held?.perSecond;
    const seconds = singleStream.reduce((sum, turn) => sum + secondsOf(turn), 0);
    const count = singleStream.reduce((sum, turn) => sum + turn.sampleSeconds.length, 0);
    return new RateSearch({
      startPerSecond: known ?? count / seconds / 2,
      growth: known === undefined ? FIRST_GROWTH : NEXT_GROWTH,
      precision: PRECISION,
      mostPerSecond: MOST_PER_SECOND,
      leastPerSecond: leastPerSecond(this.#settings),
    });
  }

  async #inTurns(
    contestants: readonly Contestant[],
    note: string,
    turn: (contestant: Contestant, measured: Measured) => Promise<void>,
  ): Promise<void> {
    const order = Uint32Array.from(contestants.keys());
    this.#random.shuffle(order);
    for (const place of order) {
      const contestant = contestants[place]!;
      const measured = this.#of(contestant);
      if (measured.failure === null) await this.#guarded(contestant, note, () => turn(contestant, measured));
    }
  }

  /** By the process of the contestant that computes nothing, which has no other work. */
  async #calibrate(scenario: ScenarioName, roundsDone: number): Promise<void> {
    const empty = this.#contestants.find(({ isEmpty }) => isEmpty);
    if (empty === undefined || this.#of(empty).failure !== null) return;
    const seconds = CALIBRATION_SHARE * this.#workedSeconds;
    this.#workedSeconds = 0;
    await this.#guarded(empty, `speed of the machine, ${scenario}`, async () => {
      const { workSeconds } = await empty.turn({ scenario: 'calibration', seconds });
      this.#calibration.push({ scenario, roundsDone, microseconds: workSeconds * 1e6 });
    });
  }

  /** A model that fails is asked no further; the others are. */
  async #guarded(contestant: Contestant, note: string, work: () => Promise<void>): Promise<void> {
    this.#checkStopped();
    this.#hooks.onTurn(contestant.label, note);
    try {
      await work();
    } catch (error) {
      // A stop ends the processes, and that is no failure of theirs.
      this.#checkStopped();
      this.#of(contestant).failure = this.#hooks.explain(error);
    }
  }

  #checkStopped(): void {
    if (this.#hooks.signal.aborted) throw new SessionStopped();
  }

  #roundNote(scenario: string, round: number, rounds = this.#settings.rounds): string {
    return `${scenario}, round ${round + 1} of ${rounds}`;
  }

  #of(contestant: Contestant): Measured {
    return this.#measured.get(contestant.id)!;
  }
}

/** Seconds of trials that a search takes, as a rule: up or down, and then halving the gap. */
export function usualSearchSeconds(settings: ScenarioSettings): number {
  return TRIALS_PER_SEARCH * trialSeconds(settings).most;
}

function secondsOf({ sampleSeconds }: { readonly sampleSeconds: Float64Array }): number {
  return sampleSeconds.reduce((sum, seconds) => sum + seconds, 0);
}
