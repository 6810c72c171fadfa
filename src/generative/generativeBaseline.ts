/** Makes a baseline of a generating recommender and settings. */
import { type Baseline, defineBaseline } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { checkpointFiles } from '../generation/hubFolder.ts';
import { idgenrecEcir26 } from './ecir26.ts';
import { fitGenerative } from './fitGenerative.ts';
import { type GenerativeSettings, generativeSettingsWith, SERVING_SETTINGS } from './generativeSettings.ts';
import { openGenerative } from './openGenerative.ts';
import { readStoredGenerative } from './storedGenerative.ts';

export interface GenerativeBaseline {
  readonly id: string;
  readonly summary: string;
  /** Settings that are usually others than everywhere. */
  readonly usual?: Partial<GenerativeSettings>;
}

export function defineGenerativeBaseline({ id, summary, usual = {} }: GenerativeBaseline): Baseline {
  const settingsSchema = generativeSettingsWith(usual);
  const requireEngine = (engine: Engine | null): Engine => {
    if (engine === null) throw new Error(`Baseline "${id}" was not given an engine.`);
    return engine;
  };
  return defineBaseline({
    summary,
    needs: ['engine', 'itemText'],
    settingsSchema,
    servingSettings: SERVING_SETTINGS,
    protocols: { ecir26: idgenrecEcir26 },
    files: ({ checkpoint, ids, idGenerator }) =>
      [checkpoint, ids.kind === 't5' ? ids.t5?.checkpoint : null, idGenerator?.checkpoint].flatMap((name) =>
        name == null ? [] : checkpointFiles(name),
      ),
    fit: (input, settings) => fitGenerative(id, settings, { ...input, engine: requireEngine(input.engine) }),
    async load({ directory, engine, serving = {} }) {
      const { model, parameters } = await readStoredGenerative(directory, id);
      const settings = settingsSchema.parse({ ...model.settings, ...serving });
      const facts = { epochs: [], bestEpoch: null, compileSeconds: 0, itemIds: null };
      return openGenerative(id, requireEngine(engine), { model: { ...model, settings }, parameters }, facts);
    },
  });
}
