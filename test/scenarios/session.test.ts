/** Sessions with made-up contestants: who is asked what, in which order, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { completedPartSchema } from '../../harness/records/record.ts';
import { sampleArrays } from '../../harness/scenarios/sampleFiles.ts';
import { overheadMilliseconds } from '../../harness/scenarios/overhead.ts';
import { scenarioPartSchema } from '../../harness/scenarios/scenarioPart.ts';
import {
  leastPerSecond,
  requestsOfTrial,
  Session,
  SessionStopped,
  type Contestant,
  type Measured,
} from '../../harness/scenarios/session.ts';
import {
  clockLook,
  emptyRequest,
  offlinePart,
  serverPart,
  singleStreamPart,
} from '../../harness/scenarios/summarise.ts';
import type { ResultOf, ServerResult, Turn } from '../../harness/scenarios/turns.ts';
import { settingsWith } from './fakes.ts';

const ANSWERS = { checked: 10, swapped: 0, different: 0 };
const settings = settingsWith({
  ...{ scenarios: ['single-stream', 'offline', 'server'], rounds: 6, requestsPerTurn: 200, secondsPerTurn: 4 },
  server: { rounds: 2, limitMilliseconds: 50 },
});

interface Changes {
  readonly different?: number;
  readonly failsAt?: string;
  readonly repeatShare?: number;
  readonly blockSize?: number;
}

/** Takes the same time for every request, and holds every rate up to `capacity`. */
class Fake implements Contestant {
  readonly label: string;
  readonly isEmpty: boolean;
  readonly id: string;
  readonly log: string[];
  readonly requestSeconds: number;
  readonly capacity: number;
  readonly changes: Changes;
  /** What each turn of single-stream was told. */
  readonly blockSizes: (number | null)[] = [];
  /** Seconds that each calibration was allowed. */
  readonly budgets: number[] = [];

  constructor(id: string, log: string[], requestSeconds: number, capacity = 1 / requestSeconds, changes: Changes = {}) {
    this.id = id;
    this.log = log;
    this.requestSeconds = requestSeconds;
    this.capacity = capacity;
    this.changes = changes;
    this.label = id;
    this.isEmpty = id === 'empty';
  }

  static active = 0;

  open(): Promise<number> {
    return this.#alone(`${this.id} opens`, () => 0.25);
  }

  turn<Request extends Turn>(turn: Request): Promise<ResultOf<Request['scenario']>> {
    if (turn.scenario === 'calibration') this.budgets.push(turn.seconds);
    return this.#alone(`${this.id} ${turn.scenario}`, () => this.#result(turn) as ResultOf<Request['scenario']>);
  }

  /** Nobody else may be at work meanwhile. */
  async #alone<Result>(entry: string, work: () => Result): Promise<Result> {
    this.log.push(entry);
    if (entry === this.changes.failsAt) throw new Error('no cheese left');
    expect(++Fake.active).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    Fake.active--;
    return work();
  }

  #result(turn: Turn) {
    const shared = {
      firstSeconds: 1,
      energyJoules: 4,
      answeredCount: 200,
      answers: { ...ANSWERS, different: this.changes.different ?? 0 },
    };
    if (turn.scenario === 'calibration') return { scenario: turn.scenario, workSeconds: 1e-4 * this.budgets.length };
    const samples = (count: number) => new Float64Array(count).fill(this.requestSeconds);
    if (turn.scenario === 'offline') return { ...shared, scenario: 'offline', sampleSeconds: samples(2) };
    if (turn.scenario === 'single-stream') {
      this.blockSizes.push(turn.blockSize);
      const repeatedSeconds = samples(3).map((value) => value * (this.changes.repeatShare ?? 1));
      const rows = new Uint32Array(200);
      return {
        ...shared,
        scenario: turn.scenario,
        sampleSeconds: samples(200),
        ...{ blockSize: this.changes.blockSize ?? 1, clockSeconds: 5e-8 },
        rows,
        freshSeconds: samples(3),
        repeatedSeconds,
      };
    }
    const isGivenUp = turn.perSecond > this.capacity;
    const sampleSeconds = samples(isGivenUp ? 20 : turn.requestCount);
    const result: ServerResult = {
      ...{
        ...shared,
        scenario: 'server',
        perSecond: turn.perSecond,
        sampleSeconds,
        batchCount: sampleSeconds.length / 2,
        isGivenUp,
      },
    };
    return result;
  }
}

function sessionOf(contestants: readonly Contestant[], chosen = settings, signal = new AbortController().signal) {
  const explain = (error: unknown) => (error as Error).message;
  return new Session(contestants, chosen, { onTurn: () => undefined, explain, signal });
}

const run = (...words: Parameters<typeof sessionOf>) => sessionOf(...words).run();

describe('a session', () => {
  const log: string[] = [];
  const three = [new Fake('quick', log, 0.001), new Fake('slow', log, 0.5), new Fake('empty', log, 1e-7)];

  it('asks all in turns, every round in another order, one at a time', async () => {
    const measured = await run(three);
    expect(log.slice(0, 3)).toEqual(['quick opens', 'slow opens', 'empty opens']);
    const turns = log.filter((entry) => entry.endsWith('single-stream'));
    const rounds = Array.from({ length: 6 }, (_, round) => turns.slice(3 * round, 3 * round + 3));
    for (const round of rounds) {
      expect(round.toSorted()).toEqual(['empty single-stream', 'quick single-stream', 'slow single-stream']);
    }
    expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(2);
    const again: string[] = [];
    await run(three.map(({ id, requestSeconds }) => new Fake(id, again, requestSeconds)));
    expect(again).toEqual(log);
    expect(measured.get('quick')).toMatchObject({ openSeconds: new Array(6).fill(0.25), failure: null });
  });

  it('opens every model anew for each round, right before its turn', () => {
    const own = log.filter((entry) => entry.startsWith('slow')).slice(0, 12);
    expect(own).toEqual(Array.from({ length: 6 }, () => ['slow opens', 'slow single-stream']).flat());
    expect(log[log.lastIndexOf('slow opens') + 1]).toBe('slow single-stream');
  });

  it('opens them as seldom as asked, and keeps to the first block size', async () => {
    const fake = new Fake('a', [], 0.001, 500, { blockSize: 4 });
    const chosen = settingsWith({ scenarios: ['single-stream'], rounds: 5, roundsPerProcess: 2 });
    await run([fake], chosen);
    expect(fake.log.filter((entry) => entry === 'a opens')).toHaveLength(3);
    expect(fake.blockSizes).toEqual([null, 4, 4, 4, 4]);
  });

  it('asks the empty one for nothing but single requests', () => {
    const asked = log.filter((entry) => /^empty (?!opens|calibration)/u.test(entry));
    expect(asked).toEqual(new Array(6).fill('empty single-stream'));
  });

  it("finds out the machine's speed before and after every round, in little time", async () => {
    const empty = new Fake('empty', [], 1e-7);
    const session = sessionOf([new Fake('a', [], 0.001), empty], settings);
    await session.run();
    const places = session.calibration.map(({ scenario, roundsDone }) => [scenario, roundsDone]);
    const upTo = (scenario: string, rounds: number) =>
      Array.from({ length: rounds + 1 }, (_, done) => [scenario, done]);
    expect(places).toEqual([...upTo('single-stream', 6), ...upTo('offline', 6), ...upTo('server', 2)]);
    expect(session.calibration.map(({ microseconds }) => Math.round(microseconds))).toEqual(
      places.map((_, place) => 100 * (place + 1)),
    );
    // A round of single-stream: 200 requests of a millisecond.
    expect(empty.budgets[1]).toBeCloseTo(0.02 * 0.2, 5);
  });

  it('goes without that where nobody is there to find it out', async () => {
    const session = sessionOf([new Fake('a', [], 0.001)], settings);
    await session.run();
    expect(session.calibration).toEqual([]);
  });

  it('gives a slow one fewer passes, but one in any case', async () => {
    // A pass of two batches: 1 s, 10 s and 60 s, of 6 turns of 4 s.
    const measured = await run([new Fake('a', [], 0.5), new Fake('b', [], 5), new Fake('c', [], 30)]);
    expect(['a', 'b', 'c'].map((id) => measured.get(id)!.offline.length)).toEqual([6, 2, 1]);
  });

  it('finds the highest rate in every search, each from where the last ended', async () => {
    const [first, second] = (await run([new Fake('a', [], 0.01, 333)])).get('a')!.server;
    for (const { held, isCapped } of [first!, second!]) {
      expect(held!.perSecond).toBeLessThanOrEqual(333);
      expect(held!.perSecond * 1.05).toBeGreaterThanOrEqual(333);
      expect(isCapped).toBe(false);
    }
    expect(first!.trials[0]!.perSecond).toBeCloseTo(50, 6);
    expect(second!.trials[0]!.perSecond).toBe(first!.held!.perSecond);
    expect(second!.trials.length).toBeLessThan(first!.trials.length);
    const boundless = (await run([new Fake('a', [], 1e-6, Infinity)])).get('a')!.server[0]!;
    expect([boundless.isCapped, boundless.held!.perSecond]).toEqual([true, 50_000]);
  });

  it('goes on without one that fails', async () => {
    const entries: string[] = [];
    const failing = new Fake('bad', entries, 0.001, 100, { failsAt: 'bad offline' });
    const measured = await run([failing, new Fake('good', entries, 0.001)]);
    expect(measured.get('bad')!.failure).toBe('no cheese left');
    expect(entries.filter((entry) => entry === 'bad offline')).toHaveLength(1);
    expect(entries).not.toContain('bad server');
    expect(measured.get('good')!.server).toHaveLength(2);
  });

  it('stops when the user says so', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(run([new Fake('a', [], 1)], settings, controller.signal)).rejects.toThrow(SessionStopped);
  });

  it('leaves out scenarios that nobody asked for', async () => {
    const measured = (await run([new Fake('a', [], 0.001)], settingsWith({ scenarios: ['offline'] }))).get('a')!;
    expect([measured.singleStream.length, measured.server.length]).toEqual([0, 0]);
    expect(serverPart(measured, settings)).toBeNull();
    expect(singleStreamPart(measured, 0)).toBeNull();
  });
});

describe('a trial', () => {
  it('has enough requests for its tail, lasts long enough to show a queue, and ends', () => {
    expect(requestsOfTrial(500, settings)).toBe(1000);
    expect(requestsOfTrial(20_000, settings)).toBe(20_000);
    // Four seconds of 100 a second: too few for p99, which the figures will say.
    expect(requestsOfTrial(100, settings)).toBe(400);
    expect(requestsOfTrial(1, settings)).toBe(100);
    expect(leastPerSecond(settings)).toBe(100 / 16);
  });
});

describe('what is made of it', () => {
  const of = async (fake: Fake, chosen = settings): Promise<Measured> => (await run([fake], chosen)).get(fake.id)!;

  it('fits the record', async () => {
    const measured = await of(new Fake('a', [], 0.001));
    const session = {
      id: 'x',
      caseIds: ['a'],
      settings,
      startedAt: 'now',
      openSeconds: 1,
      emptyRequestMilliseconds: null,
      clockMilliseconds: 0.00005,
      calibration: [],
    };
    const part = {
      session,
      singleStream: singleStreamPart(measured, 0),
      offline: offlinePart(measured, 256),
      server: serverPart(measured, settings),
      samples: { directory: 'x', files: [] },
    };
    expect(scenarioPartSchema.parse(part)).toEqual(part);
    expect(completedPartSchema.shape.scenarios.parse(part)).toEqual(part);
    expect(part.singleStream).toMatchObject({
      ...{ sampleCount: 1200, rounds: 6, firstMilliseconds: 1000, energyJoulesPerRequest: 0.02 },
      latencyMilliseconds: { p99: { value: 1, low: 1, high: 1 }, p999: null },
      validity: { isValid: true, reason: null },
    });
    expect(part.singleStream!.perSecond!.value).toBeCloseTo(1000, 6);
    expect(part.offline).toMatchObject({ rounds: 6, passSeconds: { value: 0.002 }, perSecond: { value: 200 / 0.002 } });
    expect(part.server).toMatchObject({ rounds: 2, limitMilliseconds: 50, tailShare: 0.99, meanBatchSize: 2 });
    expect(part.server!.trials.length).toBe(measured.server[0]!.trials.length + measured.server[1]!.trials.length);
  });

  it('is net of what measuring costs', async () => {
    const part = singleStreamPart(await of(new Fake('a', [], 0.001)), 0.0002);
    expect(part!.latencyMilliseconds.p50!.value).toBeCloseTo(0.8, 9);
    const empty = emptyRequest(await of(new Fake('empty', [], 2e-7)));
    expect(empty!.value).toBeCloseTo(0.00015, 9);
    expect(emptyRequest(undefined)).toBeNull();
    expect(clockLook(undefined)).toBeNull();
  });

  it('shares one look at the clock between the requests of a block', async () => {
    const measured = await of(new Fake('empty', [], 2e-7, 50, { blockSize: 10 }));
    const [clockMilliseconds, emptyRequestMilliseconds] = [clockLook(measured), emptyRequest(measured)];
    expect(clockMilliseconds).toBeCloseTo(0.00005, 9);
    expect(emptyRequestMilliseconds!.value).toBeCloseTo(0.000195, 9);
    const session = { clockMilliseconds, emptyRequestMilliseconds };
    expect(overheadMilliseconds(session, 1)).toBeCloseTo(0.000245, 9);
    expect(overheadMilliseconds(session, 10)).toBeCloseTo(0.0002, 9);
    expect(singleStreamPart(measured, 0)!.blockSize).toBe(10);
  });

  it.each([
    [
      'other answers',
      new Fake('a', [], 0.001, 500, { different: 2 }),
      '12 of 60 answers differ from those that the accuracy is of',
    ],
    [
      'a memory for answers',
      new Fake('a', [], 0.001, 500, { repeatShare: 0.1 }),
      'the same request again takes 10 % of the time: the model remembers answers',
    ],
  ])('is void for %s', async (_, fake, reason) => {
    expect(singleStreamPart(await of(fake), 0)!.validity).toEqual({ isValid: false, reason });
  });

  it('is void for a server whose trials are too short for their tail, and says how long they have to be', async () => {
    const short = settingsWith({ ...settings, secondsPerTurn: 2 });
    const part = serverPart(await of(new Fake('a', [], 0.01, 100), short), short)!;
    expect(part.validity.reason).toMatch(
      /^a trial has only \d+ requests, and p99 needs 1,000; give measure\.secondsPerTurn 1[01]$/u,
    );
  });

  it('is void for a server that holds no rate', async () => {
    const part = serverPart(await of(new Fake('a', [], 0.01, 0)), settings)!;
    expect(part).toMatchObject({ perSecond: null, latencyMilliseconds: { p50: null }, meanBatchSize: null });
    expect(part.validity.reason).toBe('no rate from 6.3 a second kept p99 under 50 ms');
  });

  it('keeps every sample', async () => {
    const arrays = sampleArrays(await of(new Fake('a', [], 0.001, 200)));
    expect(Object.keys(arrays)).toEqual([
      ...['singleStreamSeconds', 'singleStreamRounds', 'singleStreamCases', 'offlineSeconds'],
      ...['serverSeconds', 'serverRounds'],
    ]);
    expect(arrays.singleStreamSeconds!.shape).toEqual([1200]);
    expect([...new Set(arrays.singleStreamRounds!.data)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(arrays.offlineSeconds!.shape).toEqual([6, 2]);
    expect(arrays.serverSeconds!.shape).toEqual(arrays.serverRounds!.shape);
  });
});
