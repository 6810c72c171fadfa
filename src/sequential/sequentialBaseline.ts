/** Makes a baseline of a sequential model and the objective that it is trained under. */
import type { z } from 'zod';
import { type Baseline, defineBaseline, type FitInput, type Need } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { openFittedModel } from '../inference/openFittedModel.ts';
import { readStoredModel, type StoredModel } from '../inference/storedModel.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import type { ByProtocol } from '../protocols.ts';
import { fitSequential } from '../training/fitSequential.ts';
import type { TrainingObjective } from '../training/objective.ts';
import { loopSettings, type TrainingSettings } from '../training/trainingSettings.ts';

/** What every sequential model's settings have. */
export interface SequentialSettings extends TrainingSettings {
  readonly dropout: number;
}

export interface SequentialBaseline<Schema extends z.ZodType<SequentialSettings>> {
  readonly id: string;
  readonly summary: string;
  readonly settingsSchema: Schema;
  readonly protocols?: ByProtocol<z.input<Schema>>;
  /** Besides an engine. */
  readonly needs?: readonly Need[];
  readonly profileWidth?: (settings: z.infer<Schema>) => number | null;
  model(settings: z.infer<Schema>, itemCount: number): SequentialModel;
  objective(model: SequentialModel, input: FitInput, settings: z.infer<Schema>): TrainingObjective;
}

export function defineSequentialBaseline<Schema extends z.ZodType<SequentialSettings>>(
  baseline: SequentialBaseline<Schema>,
): Baseline {
  const { id, summary, settingsSchema, protocols, profileWidth } = baseline;
  const requireEngine = (engine: Engine | null): Engine => {
    if (engine === null) throw new Error(`Baseline "${id}" was not given an engine.`);
    return engine;
  };
  const readModel = async (directory: string): Promise<{ stored: StoredModel; model: SequentialModel }> => {
    const stored = await readStoredModel(directory, id);
    return { stored, model: baseline.model(settingsSchema.parse(stored.settings), stored.itemCount) };
  };
  return defineBaseline({
    summary,
    needs: ['engine', ...(baseline.needs ?? [])],
    settingsSchema,
    ...(protocols === undefined ? {} : { protocols }),
    ...(profileWidth === undefined ? {} : { profileWidth }),
    fit(input, settings) {
      const model = baseline.model(settings, input.itemCount);
      return fitSequential(
        model,
        baseline.objective(model, input, settings),
        { dropout: settings.dropout, batchParts: settings.batchParts, loop: loopSettings(settings) },
        { ...input, engine: requireEngine(input.engine) },
        { kind: id, itemCount: input.itemCount, settings },
      );
    },
    async load({ directory, engine }) {
      const { stored, model } = await readModel(directory);
      return openFittedModel(model, requireEngine(engine), stored, { epochs: [], bestEpoch: null, compileSeconds: 0 });
    },
    async network(directory) {
      const { stored, model } = await readModel(directory);
      return { model, parameters: stored.parameters };
    },
  });
}
