/** Distillation by its settings: what is said in a config, and what it adds to a model's objective. */
import { z } from 'zod';
import type { FitInput } from '../baseline.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import {
  DISTIL,
  type Distillation,
  distillationObjective,
  FINE_TUNE,
  type ProfileDistance,
} from '../training/distillation/distillationObjective.ts';
import { layerOfRelease, type NumberedNetwork } from '../training/distillation/distilledLayer.ts';
import { PROFILE_ERRORS } from '../training/distillation/profileError.ts';
import { MISSING_PROFILES } from '../training/distillation/profileInputs.ts';
import type { TrainingObjective } from '../training/objective.ts';
import type { TrainingPhase } from '../training/trainingPhases.ts';

/** What the distance between a history and its user's profile is. */
const distanceFields = {
  layer: z
    .union([z.enum(['last', 'final']), z.int().min(-1)])
    .default('last')
    .describe('Whose states are pooled: of the last block, of the k-th (from 1), or after the final norm.'),
  layerNumbers: z
    .enum(['blocks', 'release'])
    .default('blocks')
    .describe('release: a number is one of the ECIR 2026 release, where it means other layers in other networks.'),
  pool: z
    .enum(['mean', 'exponential'])
    .default('mean')
    .describe('How the states of a history become one; exponential: the later, the more.'),
  gamma: z.number().positive().default(0.1).describe('Of the exponential pool: weight t is exp(gamma t).'),
  poolOver: z
    .enum(['items', 'slots'])
    .default('items')
    .describe('slots: padding is pooled as if it were items, as in the ECIR 2026 release.'),
  profileError: z.enum(PROFILE_ERRORS).default('mse').describe('Error between pooled history and profile vector.'),
  missingProfiles: z
    .enum(MISSING_PROFILES)
    .default('left-out')
    .describe('count-as-met: users without a profile make the mean error smaller, as in the ECIR 2026 release.'),
};

const distanceSchema = z.strictObject(distanceFields);
type DistanceSettings = z.infer<typeof distanceSchema>;

/** Settings of a distilled model beside those of the model itself. */
export const distillationFields = {
  alpha: z.number().min(0).max(1).default(0.4).describe("Share of the distillation error in the first phase's loss."),
  beta: z
    .union([z.literal('dynamic'), z.number().positive()])
    .default('dynamic')
    .describe('Factor of the distillation error; dynamic: what makes it as large as the loss, batch by batch.'),
  distillationShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the epochs that the first phase lasts, at most; the second has the rest.'),
  distillationEpochs: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('Epochs of the first phase, at most, in place of a share of them.'),
  patienceIn: z
    .enum(['each-phase', 'fine-tuning'])
    .default('each-phase')
    .describe(
      'each-phase: where patience ends the first phase, the second begins, and patience counts anew. fine-tuning: the ' +
        'first phase has all its epochs.',
    ),
  keep: z
    .enum(['best', 'best-fine-tuned'])
    .default('best')
    .describe('Which weights are kept: those of the best validated epoch of both phases, or of the second.'),
  target: z
    .enum(['frozen', 'projected'])
    .default('frozen')
    .describe('projected: profile vectors go through a trained linear map, as in the ECIR 2026 release.'),
  profileWidth: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("Width of the profile vectors before a projection; null: the model's."),
  ...distanceFields,
};

/** What the ECIR 2026 release does. */
export const distillationEcir26 = {
  layerNumbers: 'release',
  poolOver: 'slots',
  target: 'projected',
  missingProfiles: 'count-as-met',
} as const;

/** For a model without distillation: whether to log what its distance from the profiles would be. */
export const distanceLogFields = {
  logDistillation: z
    .union([z.boolean(), distanceSchema])
    .default(false)
    .describe('Log how far pooled histories are from the profiles, and learn nothing from it.'),
};

type DistillationSettings = z.infer<z.ZodObject<typeof distillationFields>>;
type DistanceLogSettings = z.infer<z.ZodObject<typeof distanceLogFields>>;

/** Of the model that is to be distilled into. */
interface ModelSettings {
  readonly width: number;
  readonly blocks: number;
  readonly batchSize: number;
  readonly batchParts: number;
  readonly epochs: number;
  /** How each network says that a sequence has a row of its own. */
  readonly rows?: string;
  readonly paddingMask?: string;
}

type Distilled = DistillationSettings & ModelSettings;
type Logged = DistanceLogSettings & ModelSettings;
type Objective<Settings> = (model: SequentialModel, input: FitInput, settings: Settings) => TrainingObjective;

function distanceOf(network: NumberedNetwork, settings: DistanceSettings, blocks: number): ProfileDistance {
  const { layer, layerNumbers, pool, gamma, poolOver, profileError, missingProfiles } = settings;
  const isOfRelease = layerNumbers === 'release' && typeof layer === 'number';
  return {
    layer: isOfRelease ? layerOfRelease(network, blocks, layer) : layer,
    pooling: { kind: pool, gamma, over: poolOver },
    error: profileError,
    missing: missingProfiles,
  };
}

/** Null where nothing is to be logged. */
function loggedDistance({ logDistillation }: DistanceLogSettings): DistanceSettings | null {
  if (logDistillation === false) return null;
  return logDistillation === true ? distanceSchema.parse({}) : logDistillation;
}

function phasesOf({ epochs, distillationEpochs, distillationShare, patienceIn, keep }: Distilled): TrainingPhase[] {
  const first = distillationEpochs ?? Math.round(epochs * distillationShare);
  return [
    { name: DISTIL, epochs: first, hasPatience: patienceIn === 'each-phase', isKept: keep === 'best' },
    { name: FINE_TUNE, epochs: epochs - first, hasPatience: true, isKept: true },
  ];
}

/** Sentences by the setting to blame. */
type Faults = Readonly<Record<string, string>>;

function distanceFaults(network: NumberedNetwork, distance: DistanceSettings, settings: ModelSettings): Faults {
  const { layer } = distanceOf(network, distance, settings.blocks);
  const hasLayer = typeof layer !== 'number' || (layer >= 1 && layer <= settings.blocks);
  const hasSlots = settings.rows === 'one-per-row' || settings.paddingMask === 'visible';
  const slotsBy = settings.rows === undefined ? 'paddingMask: visible' : 'rows: one-per-row';
  return {
    ...(distance.poolOver !== 'slots' || hasSlots
      ? {}
      : { poolOver: `slots are there only where each sequence has a row of its own; set ${slotsBy}.` }),
    ...(hasLayer ? {} : { layer: `there is no block ${layer}, for "blocks" is ${settings.blocks}.` }),
    ...(settings.batchParts === 1 ? {} : { batchParts: 'distances are those of a whole batch; set it to 1.' }),
  };
}

function distillationFaults(settings: Distilled): Faults {
  const { profileWidth, target, distillationEpochs, epochs, keep } = settings;
  const [, fineTuning] = phasesOf(settings);
  return {
    ...(keep === 'best' || fineTuning!.epochs > 0
      ? {}
      : { keep: 'no epoch is left for fine-tuning: lower distillationShare or distillationEpochs, or keep: best.' }),
    ...(profileWidth === null || target === 'projected'
      ? {}
      : { profileWidth: 'frozen vectors have the width of the model; leave it out, or set target: projected.' }),
    ...((distillationEpochs ?? 0) <= epochs ? {} : { distillationEpochs: `it is more than "epochs", ${epochs}.` }),
  };
}

function check<Settings>(faultsOf: (settings: Settings) => Faults) {
  return z.superRefine<Settings>((settings, context) => {
    for (const [key, message] of Object.entries(faultsOf(settings))) {
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });
}

/** Checks between the settings of a distilled model. */
export function distillable(network: NumberedNetwork) {
  return check<Distilled>((settings) => ({
    ...distanceFaults(network, settings, settings),
    ...distillationFaults(settings),
  }));
}

/** Checks between the settings of a model whose distance from profiles can be logged. */
export function loggable(network: NumberedNetwork) {
  return check<Logged>((settings) => {
    const distance = loggedDistance(settings);
    return distance === null ? {} : distanceFaults(network, distance, settings);
  });
}

export function distilledWidth({ profileWidth, width }: Distilled): number {
  return profileWidth ?? width;
}

/** Null where nothing is to be logged. */
export function loggedWidth(settings: Logged): number | null {
  return loggedDistance(settings) === null ? null : settings.width;
}

/** An objective with what the users' profiles teach beside it. */
export function distilled<Settings>(
  network: NumberedNetwork,
  objective: Objective<Settings>,
): Objective<Settings & Distilled> {
  return (model, input, settings) => {
    const { alpha, beta, target } = settings;
    return withProfiles(objective(model, input, settings), model, input, settings, {
      ...distanceOf(network, settings, settings.blocks),
      learning: { weights: { alpha, beta }, target, phases: phasesOf(settings) },
    });
  };
}

/** An objective that may log its distance from the users' profiles. */
export function logged<Settings>(
  network: NumberedNetwork,
  objective: Objective<Settings>,
): Objective<Settings & Logged> {
  return (model, input, settings) => {
    const own = objective(model, input, settings);
    const distance = loggedDistance(settings);
    if (distance === null) return own;
    const distillation = { ...distanceOf(network, distance, settings.blocks), learning: null };
    return withProfiles(own, model, input, settings, distillation);
  };
}

function withProfiles(
  objective: TrainingObjective,
  model: SequentialModel,
  { profiles, train }: FitInput,
  { width, batchSize }: ModelSettings,
  distillation: Distillation,
): TrainingObjective {
  if (profiles == null) throw new Error('A baseline that asked for profiles was given none.');
  return distillationObjective(objective, { model, width, profiles, users: train.users, batchSize }, distillation);
}
