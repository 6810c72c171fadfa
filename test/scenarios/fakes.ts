/** A clock that is told the time, and models that take the seconds they are told to. */
import type { TurnInput } from '../../harness/scenarios/turnInput.ts';
import type { AnswerCounts } from '../../harness/scenarios/scenarioPart.ts';
import type { ScenarioSettings } from '../../harness/scenarios/scenarioSettings.ts';
import { scenarioSettingsSchema } from '../../harness/scenarios/scenarioSettings.ts';
import { historyCount, type HistoryBatch, type Ranking } from '../../src/ranking.ts';

export class ManualClock {
  seconds = 50;
  nowSeconds = () => this.seconds;
  cpuSeconds = () => this.seconds;
  wait = (seconds: number) => {
    this.seconds += Math.max(0, seconds);
    return Promise.resolve();
  };
}

export function settingsWith(changes: object = {}): ScenarioSettings {
  return scenarioSettingsSchema.parse(changes);
}

/** Case n has n + 1 items. */
export const histories: HistoryBatch = {
  offsets: Uint32Array.of(0, 1, 3, 6, 10),
  items: Uint32Array.of(1, 1, 2, 1, 2, 3, 1, 2, 3, 4),
  users: Uint32Array.of(10, 11, 12, 13),
};

export interface Asked {
  readonly users: readonly number[];
  readonly at: number;
}

interface FakeModel {
  readonly asked: Asked[];
  readonly checked: number[];
  readonly input: TurnInput;
}

/**
 * Recommends item 9 to everybody. `secondsOf` is told the number of the call and its histories; `compileOf` what of
 * these seconds was spent on compiling; a check takes `checkSeconds`.
 */
export function fakeModel(
  settings: ScenarioSettings,
  secondsOf: (call: number, batch: HistoryBatch) => number,
  more: { readonly compileOf?: (call: number) => number; readonly checkSeconds?: number } = {},
): FakeModel {
  const clock = new ManualClock();
  const asked: Asked[] = [];
  const checked: number[] = [];
  const model = {
    compileSeconds: 0,
    recommend: (batch: HistoryBatch): Promise<Ranking> => {
      model.compileSeconds += more.compileOf?.(asked.length) ?? 0;
      asked.push({ users: [...batch.users], at: clock.seconds });
      clock.seconds += secondsOf(asked.length - 1, batch);
      const rows = historyCount(batch);
      return Promise.resolve({ k: 1, items: new Uint32Array(rows).fill(9), scores: new Float32Array(rows).fill(1) });
    },
  };
  const takeCounts = (): AnswerCounts => ({ checked: checked.length, swapped: 0, different: 0 });
  const input: TurnInput = {
    ...{ model, histories, settings, clock, takeCounts, itemCount: 9 },
    options: { k: 1, seenItems: 'filter' },
    measure: { batchSize: 3, warmUpBatches: 1, singleRequests: 1, warmUpRequests: 3, requestSeed: 7 },
    joules: () => clock.seconds * 2,
    check: (_, rows) => {
      checked.push(...Array.from(rows));
      clock.seconds += more.checkSeconds ?? 0;
    },
  };
  return { asked, checked, input };
}
