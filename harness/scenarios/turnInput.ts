/** What the turns of one model share: the model, what it is asked, how its answers are checked, and the time. */
import type { FittedModel } from '../../src/baseline.ts';
import type { HistoryBatch, Ranking, RecommendOptions } from '../../src/ranking.ts';
import type { Clock } from '../case/clock.ts';
import type { MeasureSettings } from '../config/measureSettings.ts';
import type { AnswerCounts } from './scenarioPart.ts';
import type { ScenarioSettings } from './scenarioSettings.ts';

export interface TurnClock extends Clock {
  /** Resolves after these seconds, or as soon after them as possible. */
  readonly wait: (seconds: number) => Promise<void>;
}

export interface TurnInput {
  readonly model: Pick<FittedModel, 'recommend' | 'compileSeconds'>;
  readonly histories: HistoryBatch;
  readonly options: RecommendOptions;
  readonly itemCount: number;
  readonly measure: MeasureSettings;
  readonly settings: ScenarioSettings;
  readonly clock: TurnClock;
  /** Joules counted so far; null where nothing counts. */
  readonly joules: () => number | null;
  /** `rows`: the test case of each list. */
  readonly check: (ranking: Ranking, rows: ArrayLike<number>) => void;
  readonly takeCounts: () => AnswerCounts;
}

export function energySince(input: TurnInput, before: number | null): number | null {
  const now = input.joules();
  return now === null || before === null ? null : now - before;
}
