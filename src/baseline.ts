/**
 * The contract every baseline fulfils. A baseline is one file (or a folder with an index.ts) under `baselines/`; its
 * name is its id, its default export is one `defineBaseline` value, and adding it edits nothing else.
 */
import type { z } from 'zod';
import type { ItemText } from './dataset/interactionDataset.ts';
import type { Engine } from './engine/engine.ts';
import type { StateValue } from './network/parameters.ts';
import type { SequentialModel } from './network/sequentialModel.ts';
import type { ProfileTargets } from './profiles/profileTargets.ts';
import type { ByProtocol } from './protocols.ts';
import type { HistoryBatch, Ranking, RecommendOptions } from './ranking.ts';
import type { EvaluationCases, Sequences } from './split/split.ts';

/** What a baseline may need besides training sequences; the planner refuses a case that lacks it. */
export const NEEDS = ['engine', 'time', 'itemText', 'profiles'] as const;
export type Need = (typeof NEEDS)[number];

export interface EpochLog {
  /** From 1. */
  readonly epoch: number;
  readonly trainSeconds: number;
  /** Of `trainSeconds`, where that was measured: making batches, the engine, and all else. */
  readonly dataSeconds?: number;
  readonly engineSeconds?: number;
  readonly hostSeconds?: number;
  readonly validationSeconds: number;
  /** Mean training loss of the epoch. */
  readonly loss: number;
  /** Validation NDCG@10; null where the epoch was not validated. */
  readonly validationNdcg10: number | null;
  /** Name of the part of training that the epoch belongs to, where there are several; for example `distil`. */
  readonly phase?: string;
  /** More that was measured in the epoch, by name, for example `distillationLoss`. */
  readonly measures?: Readonly<Record<string, number>>;
}

export interface FitProgress {
  readonly epoch: number;
  readonly epochCount: number;
  /** Steps done and to do in this epoch. */
  readonly step: number;
  readonly stepCount: number;
  readonly loss: number | null;
  readonly bestValidationNdcg10: number | null;
  /** Seconds that the step took without compiling; left out where nobody measured it. */
  readonly stepSeconds?: number;
  /** The part of training that the epoch belongs to, where there are several whose steps take unlike times. */
  readonly part?: TrainingPart;
}

export interface TrainingPart {
  readonly name: string;
  /** From 1. */
  readonly place: number;
  readonly partCount: number;
  /** Of the part alone, at most. */
  readonly epochCount: number;
  /** Share of the part that is done, 0 to 1. */
  readonly share: number;
}

export interface FitInput {
  readonly train: Sequences;
  /** Cases for early stopping and model selection; test cases never reach a baseline. */
  readonly validation: EvaluationCases;
  readonly itemCount: number;
  /** By catalogue number from 1; null unless the baseline needs `itemText`, or takes it and the dataset has it. */
  readonly itemText: readonly ItemText[] | null;
  /** Null unless the baseline needs `profiles`, or its `profileWidth` asks for them. */
  readonly profiles?: ProfileTargets | null;
  /** Last moment of the training period in unix seconds; null for data without time. */
  readonly cutoffSeconds: number | null;
  /** Present where the baseline needs `engine`. */
  readonly engine: Engine | null;
  readonly seed: number;
  /** The protocol's rule for recommending, so that validation ranks as the test will. */
  readonly seenItems: RecommendOptions['seenItems'];
  /** Where to keep what resuming needs; null: keep nothing. Its owner removes it after the case is recorded. */
  readonly checkpointDirectory: string | null;
  /** Least time between two checkpoints; default 30 s. */
  readonly checkpointEverySeconds?: number;
  /**
   * Pause after so many epochs, with the best weights so far, and leave a checkpoint to go on from; null or left out:
   * train to the end. What does not train in epochs need not care.
   */
  readonly epochLimit?: number | null;
  readonly onProgress: (progress: FitProgress) => void;
  /** Told in a few words of long work that is no training. */
  readonly onActivity?: (activity: string) => void;
}

export interface FittedModel {
  /** Trained numbers: weights, counts. */
  readonly parameterCount: number;
  /** Empty for baselines that do not train in epochs. */
  readonly epochs: readonly EpochLog[];
  /** The epoch whose weights are kept, from 1; null for baselines that do not train in epochs. */
  readonly bestEpoch: number | null;
  /** Seconds spent on compiling graphs so far; grows where an answer needs a graph of a new shape. */
  readonly compileSeconds: number;
  /** True: a list may hold fewer items than are asked for and could be recommended. Left out: it never does. */
  readonly mayAnswerShort?: boolean;
  /** What the model wants told of itself after it has answered, by name with its unit: `decodeSteps`. */
  facts?(): Readonly<Record<string, number | string | null>>;
  /** One call at a time: the next once this one has answered. */
  recommend(histories: HistoryBatch, options: RecommendOptions): Promise<Ranking>;
  /** Writes all that `load` needs into an existing, empty directory. */
  save(directory: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface LoadInput {
  readonly directory: string;
  readonly engine: Engine | null;
  /** Values of `servingSettings` in place of those that the model was saved with. */
  readonly serving?: Readonly<Record<string, unknown>>;
}

/** A trained network with its weights, free of any engine. */
export interface TrainedNetwork {
  readonly model: SequentialModel;
  readonly parameters: Readonly<Record<string, StateValue>>;
}

export interface BaselineDefinition<Schema extends z.ZodType> {
  /** One sentence for `--help` and reports. */
  readonly summary: string;
  readonly needs: readonly Need[];
  /** Whether it is given the items' texts where the dataset has them, and goes without elsewhere. */
  readonly takesItemText?: boolean;
  /** Strict object schema; defaults live here and nowhere else. */
  readonly settingsSchema: Schema;
  /**
   * Names of settings that say how a trained model is asked: `load` can give it others, and one training serves them all.
   * Training may use them, as the config has them under `settings`, for its validation.
   */
  readonly servingSettings?: readonly string[];
  /** What named protocols set in place of the defaults; a config's own settings come before. */
  readonly protocols?: ByProtocol<z.input<Schema>>;
  /** Brings to this machine what settings name and is elsewhere, as models of a hub; before training, and no part of it. */
  readonly prepare?: (settings: z.infer<Schema>, onActivity: (activity: string) => void) => Promise<void>;
  fit(input: FitInput, settings: z.infer<Schema>): Promise<FittedModel>;
  load(input: LoadInput): Promise<FittedModel>;
  /** Width of the profile vectors to be given under these settings; null: none are wanted. */
  readonly profileWidth?: (settings: z.infer<Schema>) => number | null;
  /**
   * Files that settings name and whose contents decide the model: with other contents it is another case. What changes
   * from machine to machine, as a program that runs scripts, is none of them.
   */
  readonly files?: (settings: z.infer<Schema>) => readonly string[];
  /** What `save` wrote, as a network for `seqbench export`; left out where the model is none. */
  readonly network?: (directory: string) => Promise<TrainedNetwork>;
}

export interface ConfiguredBaseline {
  /** Every setting with its value, defaults filled in: this is what a record stores. */
  readonly settings: unknown;
  readonly profileWidth: number | null;
  readonly files: readonly string[];
  /** Null: nothing is elsewhere. */
  readonly prepare: ((onActivity: (activity: string) => void) => Promise<void>) | null;
  fit(input: FitInput): Promise<FittedModel>;
}

export interface Baseline {
  readonly summary: string;
  readonly needs: readonly Need[];
  readonly takesItemText: boolean;
  readonly settingsSchema: z.ZodType;
  readonly servingSettings: readonly string[];
  readonly protocols: ByProtocol<unknown>;
  /** Checks raw settings and fills in defaults; throws a ZodError that names each wrong key. */
  configure(rawSettings: unknown): ConfiguredBaseline;
  load(input: LoadInput): Promise<FittedModel>;
  readonly network: ((directory: string) => Promise<TrainedNetwork>) | null;
}

/** Hides the settings' type, so that a registry can hold baselines of every kind. */
export function defineBaseline<Schema extends z.ZodType>(definition: BaselineDefinition<Schema>): Baseline {
  return {
    summary: definition.summary,
    needs: definition.needs,
    takesItemText: definition.takesItemText ?? definition.needs.includes('itemText'),
    settingsSchema: definition.settingsSchema,
    servingSettings: definition.servingSettings ?? [],
    protocols: definition.protocols ?? {},
    configure(rawSettings) {
      const settings = definition.settingsSchema.parse(rawSettings ?? {});
      const profileWidth = definition.profileWidth?.(settings) ?? null;
      const files = definition.files?.(settings) ?? [];
      const { prepare } = definition;
      return {
        ...{ settings, profileWidth, files },
        prepare: prepare === undefined ? null : (onActivity) => prepare(settings, onActivity),
        fit: (input) => definition.fit(input, settings),
      };
    },
    load: (input) => definition.load(input),
    network: definition.network ?? null,
  };
}
