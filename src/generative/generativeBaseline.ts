/** Makes a baseline of a generating recommender and settings. */
import { type Baseline, defineBaseline } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { fitGenerative } from './fitGenerative.ts';
import type { GenerativeSettingsSchema } from './generativeSettings.ts';
import { openGenerative } from './openGenerative.ts';
import { readStoredGenerative } from './storedGenerative.ts';

export interface GenerativeBaseline {
  readonly id: string;
  readonly summary: string;
  /** The usual settings, some of them with other defaults. */
  readonly settingsSchema: GenerativeSettingsSchema;
}

export function defineGenerativeBaseline({ id, summary, settingsSchema }: GenerativeBaseline): Baseline {
  const requireEngine = (engine: Engine | null): Engine => {
    if (engine === null) throw new Error(`Baseline "${id}" was not given an engine.`);
    return engine;
  };
  return defineBaseline({
    summary,
    needs: ['engine', 'itemText'],
    settingsSchema,
    fit: (input, settings) => fitGenerative(id, settings, { ...input, engine: requireEngine(input.engine) }),
    async load({ directory, engine }) {
      const stored = await readStoredGenerative(directory, id);
      const facts = { epochs: [], bestEpoch: null, compileSeconds: 0, itemIds: null };
      return openGenerative(id, requireEngine(engine), stored, facts);
    },
  });
}
