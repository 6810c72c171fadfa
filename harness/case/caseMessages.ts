/** What the parent process and the child process of a case say to each other. All of it survives structured cloning. */
import type { TrainingPart } from '../../src/baseline.ts';
import type { DatasetSettings } from '../../src/dataset/datasetSettings.ts';
import type { ProfileSettings } from '../../src/profiles/profileSettings.ts';
import type { TargetFile } from '../../src/profiles/targets/openTargets.ts';
import type { SplitSettings } from '../../src/split/splitSettings.ts';
import type { ProbeResult } from '../dryRun/probeCase.ts';
import type { MeasureSettings } from '../config/measureSettings.ts';
import type { EngineSettings } from '../plan/plan.ts';
import type { ProfilePart } from './profilePart.ts';
import type { CompletedPart, DatasetFacts, PhaseName, SplitFacts } from '../records/record.ts';
import type { BaselineSource } from '../config/registry.ts';
import type { TrialResult } from '../search/searchRecord.ts';

export interface DataJob {
  readonly dataset: DatasetSettings;
  readonly split: SplitSettings;
  readonly cacheDirectory: string;
  readonly skipBadRows: boolean;
  readonly withItemText: boolean;
}

/** Load and split only, to learn what the data has before anything trains. */
export interface SurveyJob extends DataJob {
  readonly kind: 'survey';
}

/** Write, encode and reduce the profiles of a split's training users. */
export interface ProfilesJob extends DataJob {
  readonly kind: 'profiles';
  readonly name: string;
  readonly settings: ProfileSettings;
  readonly width: number;
  readonly threads: number;
}

/** Profiles that are ready for training. */
export interface MadeProfiles extends TargetFile {
  readonly part: ProfilePart;
}

/** What fitting needs. */
export interface FitJob extends DataJob {
  readonly caseId: string;
  readonly baseline: BaselineSource;
  readonly settings: unknown;
  readonly seed: number;
  readonly engine: EngineSettings | null;
  readonly profiles: MadeProfiles | null;
  /** Existing; holds what an earlier, stopped run left. */
  readonly checkpointDirectory: string;
  /** Pause after so many epochs; null: train to the end. */
  readonly epochLimit: number | null;
}

export interface CaseJob extends FitJob {
  readonly kind: 'case';
  readonly cutoffs: readonly number[];
  readonly measure: MeasureSettings;
  /** Whether the data has item text, which some metrics use even where the baseline does not. */
  readonly hasItemText: boolean;
  /** Existing and empty; answers and model go here. */
  readonly outputDirectory: string;
  /** Null: the model is asked as it is trained. */
  readonly serving: Serving | null;
}

/** One trained model that is asked in several ways. */
export interface Serving {
  /** Of the baseline's `servingSettings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where another case keeps the model; null: this case trains it. */
  readonly modelDirectory: string | null;
}

/** Fit for a few seconds, to learn how long all of it takes. */
export interface ProbeJob extends DataJob, Pick<CaseJob, 'baseline' | 'settings' | 'seed' | 'engine'> {
  readonly kind: 'probe';
  readonly checkpointDirectory: null;
  /** Of stand-ins for profiles, which take as long to learn from; null where none are wanted. */
  readonly profileWidth: number | null;
  /** After this long it says what it knows. */
  readonly budgetSeconds: number;
}

/** Fitting alone, judged on validation; no answer is asked of the test part. */
export interface TrialJob extends FitJob {
  readonly kind: 'trial';
}

export type Job = SurveyJob | ProfilesJob | CaseJob | ProbeJob | TrialJob;

export interface Survey {
  readonly dataset: DatasetFacts;
  readonly split: SplitFacts;
  readonly hasItemText: boolean;
}

/** How far a case is. */
export interface CaseProgress {
  readonly phase: PhaseName;
  /** Share of the phase that is done, 0 to 1; null where it cannot be known. */
  readonly share: number | null;
  /** From 1; null outside epochs. */
  readonly epoch: number | null;
  readonly epochCount: number | null;
  readonly loss: number | null;
  readonly bestValidationNdcg10: number | null;
  /** Null where training has but one. */
  readonly part: TrainingPart | null;
  /** More on the phase in words, for example the part of a data set that is read. */
  readonly note: string | null;
}

/** Of a phase of which no more is known than its name. */
export const NO_PROGRESS = {
  share: null,
  epoch: null,
  epochCount: null,
  loss: null,
  bestValidationNdcg10: null,
  part: null,
  note: null,
} as const satisfies Omit<CaseProgress, 'phase'>;

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: CaseProgress }
  /** Something to be read while the work goes on. */
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'profiled'; readonly made: MadeProfiles }
  | { readonly kind: 'surveyed'; readonly survey: Survey }
  | { readonly kind: 'completed'; readonly part: CompletedPart }
  | { readonly kind: 'probed'; readonly result: ProbeResult }
  | { readonly kind: 'tried'; readonly result: TrialResult }
  | {
      readonly kind: 'failed';
      /** A mistake of the user's, for example data that is not there: one sentence, no stack. */
      readonly isUserError: boolean;
      readonly isBrokenAnswer: boolean;
      readonly phase: PhaseName | null;
      readonly message: string;
      readonly stack: string;
    };
