/** What a latency session's parent and a model's process say to each other. All of it survives structured cloning. */
import type { DataJob } from '../case/caseMessages.ts';
import type { MeasureSettings } from '../config/measureSettings.ts';
import type { EngineSettings } from '../plan/plan.ts';
import type { BaselineSource } from '../config/registry.ts';
import type { ScenarioSettings } from './scenarioSettings.ts';
import type { Turn, TurnResult } from './turns.ts';

export interface TrainedModel {
  readonly baseline: BaselineSource;
  readonly directory: string;
  readonly engine: EngineSettings | null;
  /** How it is asked, where one training serves several cases. */
  readonly serving: Readonly<Record<string, unknown>>;
  /** Record of the case, whose answers are those to give. */
  readonly recordPath: string;
}

export interface OpenRequest extends DataJob {
  readonly kind: 'open';
  /** Null for the one that computes nothing. */
  readonly trained: TrainedModel | null;
  /** Length of the lists that are asked for. */
  readonly k: number;
  readonly measure: MeasureSettings;
  readonly settings: ScenarioSettings;
}

export interface TurnRequest {
  readonly kind: 'turn';
  readonly turn: Turn;
}

export type ContestantRequest = OpenRequest | TurnRequest;

export type ContestantAnswer =
  | { readonly kind: 'opened'; readonly openSeconds: number }
  | { readonly kind: 'turned'; readonly result: TurnResult }
  | { readonly kind: 'failed'; readonly message: string };
