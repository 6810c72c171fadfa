/** A model of ours with something planted into its answers, for the bench of the gate alone. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FittedModel } from '../../../src/baseline.ts';

/** Beside the files of the model itself. */
const PLANTED_FILE = 'planted.json';

/** @param planted What `load` needs to plant the same again. */
export function plantedModel(model: FittedModel, planted: unknown, recommend: FittedModel['recommend']): FittedModel {
  return {
    parameterCount: model.parameterCount,
    epochs: model.epochs,
    bestEpoch: model.bestEpoch,
    get compileSeconds() {
      return model.compileSeconds;
    },
    recommend,
    async save(directory) {
      await model.save(directory);
      await writeFile(join(directory, PLANTED_FILE), JSON.stringify(planted));
    },
    dispose: () => model.dispose(),
  };
}

export async function readPlanted(directory: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, PLANTED_FILE), 'utf8')) as unknown;
}
