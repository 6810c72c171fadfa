/** Timing with a made-up clock: what counts, what does not, and that figures come from the very samples that are kept. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../harness/case/clock.ts';
import { deriveCosts, medianOf } from '../../harness/case/costs.ts';
import { recommendTestSet, timeSingleRequests, warmUpRows, type MeasureInput } from '../../harness/case/measure.ts';
import { percentile } from '../../src/statistics/percentile.ts';
import { Phases } from '../../harness/case/phases.ts';
import { throttle } from '../../harness/run/throttle.ts';
import { historyCount, type HistoryBatch, type Ranking } from '../../src/ranking.ts';

class MockClock implements Clock {
  seconds = 100;
  nowSeconds = () => this.seconds;
  cpuSeconds = () => this.seconds / 2;
}

function historiesOf(lists: readonly (readonly number[])[]): HistoryBatch {
  const offsets = [0];
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length);
  return {
    offsets: Uint32Array.from(offsets),
    items: Uint32Array.from(lists.flat()),
    users: Uint32Array.from(lists.keys()),
  };
}

/** Recommends item 9 to everybody and takes the seconds it is told to. */
function slowModel(clock: MockClock, secondsOf: (call: number, histories: HistoryBatch) => number) {
  const calls: HistoryBatch[] = [];
  const recommend = (histories: HistoryBatch): Promise<Ranking> => {
    clock.seconds += secondsOf(calls.length, histories);
    calls.push(histories);
    const rows = historyCount(histories);
    return Promise.resolve({ k: 1, items: new Uint32Array(rows).fill(9), scores: new Float32Array(rows).fill(1) });
  };
  return { calls, model: { recommend, compileSeconds: 0 } };
}

const settings = { batchSize: 2, warmUpBatches: 1, singleRequests: 10, warmUpRequests: 3, requestSeed: 7 };
const histories = historiesOf([[1, 2, 3], [4], [5, 6], [7, 8, 1, 2], []]);

function inputFor(model: MeasureInput['model'], clock: Clock): MeasureInput {
  const options = { k: 1, seenItems: 'filter' } as const;
  return {
    model,
    histories,
    options,
    itemCount: 9,
    settings,
    clock,
    multiplyAdds: () => null,
    onProgress: () => undefined,
  };
}

describe('the test set', () => {
  it('is timed without what a batch of a new shape compiles', async () => {
    const clock = new MockClock();
    const { model } = slowModel(clock, () => 0.25);
    let calls = 0;
    const compiling = {
      compileSeconds: 1,
      recommend(this: { compileSeconds: number }, part: HistoryBatch) {
        // The second timed batch compiles for 3 s.
        if (calls++ === 3) {
          clock.seconds += 3;
          compiling.compileSeconds += 3;
        }
        return model.recommend(part);
      },
    };
    const answers = await recommendTestSet(inputFor(compiling, clock));
    expect([...answers.batchSeconds]).toEqual([0.25, 0.25, 0.25]);
  });

  it('is timed without its warm-up, batch by batch', async () => {
    const clock = new MockClock();
    const { model, calls } = slowModel(clock, (call) => (call < 2 ? 50 : 0.25));
    const answers = await recommendTestSet(inputFor(model, clock));
    expect([...answers.batchSeconds]).toEqual([0.25, 0.25, 0.25]);
    expect(answers.inferenceSeconds).toBe(0.75);
    expect([...answers.items]).toEqual([9, 9, 9, 9, 9]);
    // Warm-up: the first batch, and the last, shorter one.
    expect(calls.map(historyCount)).toEqual([2, 1, 2, 2, 1]);
    expect([...calls[3]!.items]).toEqual([5, 6, 7, 8, 1, 2]);
    expect([...calls[3]!.offsets]).toEqual([0, 2, 6]);
    expect([...calls[3]!.users]).toEqual([2, 3]);
  });

  it('does not count the seconds of checks and callbacks', async () => {
    const clock = new MockClock();
    const { model } = slowModel(clock, () => 0.5);
    const onProgress = () => {
      clock.seconds += 1000;
    };
    const answers = await recommendTestSet({ ...inputFor(model, clock), onProgress });
    expect(answers.inferenceSeconds).toBe(1.5);
  });
});

describe('single requests', () => {
  it('keep the first, cold one and the warm-up apart from the samples', async () => {
    const clock = new MockClock();
    const { model, calls } = slowModel(clock, (call) => (call === 0 ? 8 : call <= 3 ? 4 : 0.5));
    const single = await timeSingleRequests(inputFor(model, clock));
    expect(single.firstRequestSeconds).toBe(8);
    expect([...single.sampleSeconds]).toEqual(Array.from({ length: 10 }, () => 0.5));
    expect(calls).toHaveLength(14);
    expect(calls.every((call) => historyCount(call) === 1)).toBe(true);
  });

  it('count the multiply-adds of the timed ones alone', async () => {
    const clock = new MockClock();
    const { model, calls } = slowModel(clock, () => 1);
    // 100 a request, and a million for each that is not timed.
    const multiplyAdds = () => Math.min(calls.length, 4) * 1e6 + Math.max(0, calls.length - 4) * 100;
    const single = await timeSingleRequests({ ...inputFor(model, clock), multiplyAdds });
    expect(single.multiplyAddsPerRequest).toBe(100);
    expect((await timeSingleRequests(inputFor(model, clock))).multiplyAddsPerRequest).toBeNull();
  });

  it('are the same for every baseline', async () => {
    const users = async () => {
      const clock = new MockClock();
      const { model, calls } = slowModel(clock, () => 1);
      await timeSingleRequests(inputFor(model, clock));
      return calls.map((call) => call.users[0]!);
    };
    const first = await users();
    expect(await users()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(2);
  });

  it('warm up from the shortest history to the longest', () => {
    expect(warmUpRows(histories, 5)).toEqual([4, 1, 2, 0, 3]);
    // However many are of one length, it counts once.
    expect(warmUpRows(historiesOf([[1], [2], [3], [4], [5, 6]]), 2)).toEqual([3, 4]);
    expect(warmUpRows(histories, 2)).toEqual([4, 3]);
    expect(warmUpRows(histories, 1)).toEqual([4]);
    expect(warmUpRows(histories, 0)).toEqual([]);
  });
});

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  it.each([
    [0.5, 50],
    [0.9, 90],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('%d of 1 to 100 is %d', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  it('of one sample are that sample, and of none are refused', () => {
    expect(percentile([3], 0.99)).toBe(3);
    expect(() => percentile([], 0.5)).toThrow('No percentile of no samples');
  });
});

describe('costs', () => {
  const epoch = (number: number, trainSeconds: number) => {
    const split = { dataSeconds: trainSeconds / 4, engineSeconds: trainSeconds / 2, hostSeconds: trainSeconds / 4 };
    return { epoch: number, trainSeconds, ...split, validationSeconds: 1, loss: 1, validationNdcg10: null };
  };
  const input = {
    loadSeconds: 7,
    fitPhaseSeconds: 5,
    isResumed: false,
    epochs: [epoch(1, 2), epoch(2, 4), epoch(3, 30)],
    bestEpoch: 2,
    profiles: null,
    inferenceCompileSeconds: 0.5,
    compileSeconds: 3,
    testCaseCount: 50,
    inferenceSeconds: 0.5,
    // Out of order on purpose; 1 to 10 milliseconds.
    single: {
      firstRequestSeconds: 0.2,
      sampleSeconds: Float64Array.of(9, 10, 1, 2, 3, 4, 5, 6, 7, 8).map((x) => x / 1000),
      multiplyAddsPerRequest: null,
    },
    peakMemoryBytes: 10,
    peakAcceleratorMemoryBytes: null,
    cpuSeconds: 1,
    energyJoules: null,
    operationsPerRequest: null,
    parameterCount: 4,
    modelBytes: 16,
  };

  it('derive rates and percentiles from the same samples', () => {
    expect(deriveCosts(input)).toMatchObject({
      fitSeconds: 5,
      trainSecondsPerEpoch: 4,
      usersPerSecond: 100,
      firstRequestMilliseconds: 200,
      singleStreamP50Milliseconds: 5,
      singleStreamP90Milliseconds: 9,
      singleStreamP99Milliseconds: 10,
    });
  });

  it('split an epoch, and count what led to the best one', () => {
    expect(deriveCosts(input)).toMatchObject({
      trainDataSecondsPerEpoch: 1,
      trainHostSecondsPerEpoch: 1,
      trainEngineSecondsPerEpoch: 2,
      secondsToBestEpoch: 2 + 1 + 4 + 1,
      loadSeconds: 7,
    });
  });

  it('add up the stages of profiles where all of them are known', () => {
    const profiles = {
      ...{ name: 'p', label: 'p', source: 'made up', contentHash: '0', coverage: 1, userCount: 3, facts: {} },
      ...{ generateSeconds: 5, encodeSeconds: 2, reduceSeconds: 1 },
      ...{ promptTokens: null, completionTokens: null, money: null },
    };
    expect(deriveCosts({ ...input, profiles }).profileSeconds).toBe(8);
    expect(deriveCosts({ ...input, profiles: { ...profiles, generateSeconds: null } }).profileSeconds).toBeNull();
    expect(deriveCosts(input).profileSeconds).toBeNull();
  });

  it('count all sessions of a resumed fit', () => {
    expect(deriveCosts({ ...input, isResumed: true }).fitSeconds).toBe(2 + 4 + 30 + 3 + 3);
  });

  it('leave out what does not exist', () => {
    const untrained = { trainSecondsPerEpoch: null, trainDataSecondsPerEpoch: null, secondsToBestEpoch: null };
    expect(deriveCosts({ ...input, epochs: [], bestEpoch: null })).toMatchObject(untrained);
    const unsplit = { epoch: 1, trainSeconds: 2, validationSeconds: 1, loss: 1, validationNdcg10: null };
    expect(deriveCosts({ ...input, epochs: [unsplit] }).trainDataSecondsPerEpoch).toBeNull();
    expect(deriveCosts({ ...input, inferenceSeconds: 0 }).usersPerSecond).toBeNull();
    expect(medianOf([1, 2])).toBe(1.5);
  });
});

describe('phases', () => {
  it('time their work and keep the name of the one that failed', async () => {
    const clock = new MockClock();
    const started: string[] = [];
    const phases = new Phases(clock, (phase) => started.push(phase));
    await phases.time('load', () => {
      clock.seconds += 3;
    });
    await expect(phases.time('fit', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(phases.finished).toEqual([{ phase: 'load', seconds: 3, cpuSeconds: 1.5 }]);
    expect(phases.current).toBe('fit');
    expect(started).toEqual(['load', 'fit']);
  });
});

describe('throttle', () => {
  it('lets one call through per interval, and each change of topic', () => {
    const clock = new MockClock();
    const delivered: string[] = [];
    const send = throttle(
      clock,
      1,
      (text: string) => text[0]!,
      (text) => delivered.push(text),
    );
    send('a1');
    send('a2');
    clock.seconds += 1;
    send('a3');
    send('b1');
    send('b2');
    expect(delivered).toEqual(['a1', 'a3', 'b1']);
  });
});
