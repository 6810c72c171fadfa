/** Turns with a clock that is told the time: what is timed, what is not, and that all of it is checked. */
import { describe, expect, it } from 'vitest';
import { Offline } from '../../harness/scenarios/offlineTurn.ts';
import { allowedLate, gatherHistories, Server } from '../../harness/scenarios/serverTurn.ts';
import { SingleStream } from '../../harness/scenarios/singleStreamTurn.ts';
import { Stopwatch } from '../../harness/scenarios/stopwatch.ts';
import { fakeModel, histories, ManualClock, settingsWith } from './fakes.ts';

describe('a turn of single-stream', () => {
  const settings = settingsWith({ requestsPerTurn: 25, secondsPerTurn: 100 });
  const turn = { scenario: 'single-stream', round: 0, blockSize: null } as const;

  it('keeps the first, cold request and the warm-up apart from the samples', async () => {
    const { input, asked, checked } = fakeModel(settings, (call) => (call === 0 ? 8 : call <= 3 ? 4 : 0.5));
    const stream = new SingleStream(input);
    const result = await stream.turn(turn);
    expect(result.firstSeconds).toBe(8);
    expect([...result.sampleSeconds]).toEqual(new Array(25).fill(0.5));
    // The first, three to get warm, 25, and two of them again.
    expect(asked).toHaveLength(1 + 3 + 25 + 2);
    expect(checked).toEqual([...result.rows]);
    const again = await stream.turn({ ...turn, round: 1 });
    expect(again.firstSeconds).toBeNull();
    expect([...again.rows]).not.toEqual([...result.rows]);
  });

  it('lets a new process get warm for a quarter of a second, or for 5,000 requests', async () => {
    const requests = async (seconds: number) => {
      const { input, asked } = fakeModel(settings, () => seconds);
      const { blockSize } = await new SingleStream(input).turn(turn);
      expect(blockSize).toBe(1);
      return asked.length - (1 + 25 + 2);
    };
    expect(await requests(1 / 64)).toBe(16);
    // And as many again as it takes to see that they need no blocks.
    expect(await requests(2 ** -17)).toBe(5000 + 2000);
  });

  it('asks the same of every model', async () => {
    const rows = async () => {
      const { input } = fakeModel(settings, () => 1);
      return (await new SingleStream(input).turn({ ...turn, round: 3 })).rows;
    };
    expect(await rows()).toEqual(await rows());
  });

  it('makes some requests again at once, apart from the samples', async () => {
    const { input, asked } = fakeModel(settings, (call) => (call === 14 || call === 25 ? 0.125 : 0.5));
    const result = await new SingleStream(input).turn(turn);
    expect([...result.freshSeconds]).toEqual([0.5, 0.5]);
    expect([...result.repeatedSeconds]).toEqual([0.125, 0.125]);
    expect([...result.sampleSeconds]).toEqual(new Array(25).fill(0.5));
    expect(asked[14]!.users).toEqual(asked[13]!.users);
    expect(result.answeredCount).toBe(27);
  });

  it('does not count compiling, checks, or what comes between requests', async () => {
    const compileOf = (call: number) => (call === 7 ? 3 : 0);
    const { input } = fakeModel(settings, (call) => (call === 7 ? 3.5 : 0.5), { compileOf, checkSeconds: 0.25 });
    const result = await new SingleStream(input).turn(turn);
    expect([...result.sampleSeconds]).toEqual(new Array(25).fill(0.5));
  });

  it('counts compiling in the first, cold request', async () => {
    const { input } = fakeModel(settings, (call) => (call === 0 ? 3.5 : 0.5), {
      compileOf: (call) => (call === 0 ? 3 : 0),
    });
    expect((await new SingleStream(input).turn(turn)).firstSeconds).toBe(3.5);
  });

  it('times requests in blocks where one is too quick for the clock, and checks every one of them', async () => {
    const { input, asked, checked } = fakeModel(settings, () => 1e-6);
    const stream = new SingleStream(input);
    const result = await stream.turn(turn);
    // Eight of a microsecond are the first power of two above 5 µs.
    expect(result.blockSize).toBe(8);
    expect(result.sampleSeconds).toHaveLength(25);
    for (const seconds of result.sampleSeconds) expect(seconds).toBeCloseTo(1e-6, 12);
    expect(checked).toEqual([...result.rows]);
    expect(checked).toHaveLength(25 * 8);
    expect(result.answeredCount).toBe((25 + 2) * 8);
    // A request that is made again is made as often as a block has requests.
    const [again] = [asked.slice(-5 * 8 - 8, -5 * 8)];
    expect(new Set(again.map(({ users }) => users.join())).size).toBe(1);
    // Later processes keep to it, however quick they are.
    const kept = await new SingleStream(input).turn({ ...turn, round: 1, blockSize: 2 });
    expect([kept.blockSize, kept.rows.length]).toEqual([2, 50]);
    const { input: other } = fakeModel(settings, () => 6e-6);
    expect((await new SingleStream(other).turn(turn)).blockSize).toBe(1);
  });

  it('sees a model that remembers its last answer, in blocks as well', async () => {
    let last = '';
    const { input } = fakeModel(settings, (_, batch) => {
      const [before, now] = [last, batch.users.join()];
      last = now;
      return now === before ? 1e-7 : 2e-6;
    });
    const { freshSeconds, repeatedSeconds } = await new SingleStream(input).turn(turn);
    expect(Math.max(...repeatedSeconds)).toBeLessThan(0.5 * Math.min(...freshSeconds));
  });

  it('ends in time, with fewer samples', async () => {
    const { input } = fakeModel(settingsWith({ requestsPerTurn: 1000, secondsPerTurn: 5 }), () => 0.5);
    const result = await new SingleStream(input).turn(turn);
    // Ten requests and one of them again would be 5.5 s.
    expect(result.sampleSeconds).toHaveLength(10);
    expect(result.rows).toHaveLength(10);
  });

  it('fails where the model does', async () => {
    const { input } = fakeModel(settings, (call) => {
      if (call === 9) throw new Error('no cheese left');
      return 0.5;
    });
    await expect(new SingleStream(input).turn(turn)).rejects.toThrow('no cheese left');
  });
});

describe('a turn of offline', () => {
  it('answers the whole test set once, warm', async () => {
    const { input, asked, checked } = fakeModel(settingsWith(), (call) => (call === 0 ? 9 : 0.5));
    const offline = new Offline(input);
    const result = await offline.turn();
    expect(result.firstSeconds).toBe(9);
    expect([...result.sampleSeconds]).toEqual([0.5, 0.5]);
    // To get warm: the first batch, and the last, shorter one.
    expect(asked.map(({ users }) => users.length)).toEqual([3, 1, 3, 1]);
    expect(checked).toEqual([0, 1, 2, 3]);
    expect([result.answeredCount, result.energyJoules]).toEqual([4, 2]);
    expect((await offline.turn()).firstSeconds).toBeNull();
  });
});

describe('a turn of server', () => {
  const settings = settingsWith({ server: { maxBatch: 4, limitMilliseconds: 10_000 } });
  const turn = { scenario: 'server', perSecond: 2, requestCount: 200, seed: 5 } as const;

  it('answers every request in batches of those that wait, and checks each answer', async () => {
    const { input, asked, checked } = fakeModel(settings, (_, batch) => 0.25 + batch.users.length / 16);
    const result = await new Server(input).turn(turn);
    expect(result.sampleSeconds).toHaveLength(200);
    expect(checked).toHaveLength(200);
    expect(Math.min(...result.sampleSeconds)).toBeCloseTo(0.3125, 9);
    // To get warm: batches of 1, 2 and 4.
    const timed = asked.slice(3);
    expect(asked.slice(0, 3).map(({ users }) => users.length)).toEqual([1, 2, 4]);
    expect(timed).toHaveLength(result.batchCount);
    expect(timed.flatMap(({ users }) => users)).toEqual(checked.map((row) => histories.users[row]));
    expect(Math.max(...timed.map(({ users }) => users.length))).toBeGreaterThan(1);
  });

  it('stands still while answers are checked and graphs compiled', async () => {
    const plain = await new Server(fakeModel(settings, () => 0.25).input).turn(turn);
    const compileOf = (call: number) => (call > 2 && call % 7 === 0 ? 5 : 0);
    const slow = fakeModel(settings, (call) => 0.25 + compileOf(call), { compileOf, checkSeconds: 3 });
    const held = await new Server(slow.input).turn(turn);
    for (const [request, seconds] of held.sampleSeconds.entries()) {
      expect(seconds).toBeCloseTo(plain.sampleSeconds[request]!, 6);
    }
  });

  it('is given up once too many are late', async () => {
    const hurried = settingsWith({ server: { maxBatch: 1, limitMilliseconds: 600 } });
    const { input } = fakeModel(hurried, () => 1);
    const result = await new Server(input).turn(turn);
    expect(result.isGivenUp).toBe(true);
    expect(result.sampleSeconds.length).toBeLessThan(10);
  });

  it('allows as many late requests as leave the tail within the limit', () => {
    // Of 1,000 the 990th smallest is p99: ten are beyond it.
    expect([allowedLate(1000, 0.99), allowedLate(100, 0.99), allowedLate(50, 0.99), allowedLate(100, 0.9)]).toEqual([
      10, 1, 0, 10,
    ]);
  });
});

describe('parts', () => {
  it('gather histories in the order asked for', () => {
    const gathered = gatherHistories(histories, Uint32Array.of(2, 0, 2));
    expect([...gathered.offsets]).toEqual([0, 3, 4, 7]);
    expect([...gathered.items]).toEqual([1, 2, 3, 1, 1, 2, 3]);
    expect([...gathered.users]).toEqual([12, 10, 12]);
  });

  it('hold a stopwatch', () => {
    const clock = new ManualClock();
    const stopwatch = new Stopwatch(clock);
    const start = stopwatch.nowSeconds();
    clock.seconds += 2;
    stopwatch.hold(() => {
      clock.seconds += 100;
    });
    clock.seconds += 1;
    stopwatch.leaveOut(0.5);
    expect(stopwatch.nowSeconds() - start).toBe(2.5);
  });
});
