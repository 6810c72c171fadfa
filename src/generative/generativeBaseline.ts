/** Makes a baseline of a generating recommender and settings. */
import { type Baseline, defineBaseline } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { checkpointFiles, checkpointFolder } from '../generation/hubFolder.ts';
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

/** Of the recommender, of what writes IDs before it is trained, and of the ID generator that learns with it. */
function checkpointNames({ checkpoint, ids, idGenerator }: GenerativeSettings): string[] {
  const names = [checkpoint, ids.kind === 't5' ? ids.t5?.checkpoint : null, idGenerator?.checkpoint];
  return names.filter((name) => name != null);
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
    files: (settings) => checkpointNames(settings).flatMap(checkpointFiles),
    async prepare(settings, onActivity) {
      for (const name of checkpointNames(settings)) await checkpointFolder(name, { onActivity });
    },
    fit: (input, settings) => fitGenerative(id, settings, { ...input, engine: requireEngine(input.engine) }),
    async load({ directory, engine, serving = {} }) {
      const { model, parameters } = await readStoredGenerative(directory, id);
      const settings = settingsSchema.parse({ ...model.settings, ...serving });
      const facts = { epochs: [], bestEpoch: null, compileSeconds: 0, itemIds: null };
      return openGenerative(id, requireEngine(engine), { model: { ...model, settings }, parameters }, facts);
    },
  });
}
