/** A trained network on disk: `model.safetensors` with the weights, and in its metadata what builds the network. */
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { StateValue } from '../network/parameters.ts';
import { readTensors, writeTensors } from '../tensors/safetensors.ts';

export interface StoredModel {
  /** Id of the baseline. */
  readonly kind: string;
  readonly itemCount: number;
  /** Resolved settings of the baseline. */
  readonly settings: unknown;
  readonly parameters: Readonly<Record<string, StateValue>>;
}

export const STORED_MODEL_FILE = 'model.safetensors';

export async function writeStoredModel(
  directory: string,
  { kind, itemCount, settings, parameters }: StoredModel,
): Promise<void> {
  const metadata = { kind, itemCount: String(itemCount), settings: JSON.stringify(settings) };
  await writeTensors(join(directory, STORED_MODEL_FILE), { tensors: parameters, metadata });
}

/** Id of the baseline whose network the directory holds. */
export async function storedModelKind(directory: string): Promise<string> {
  const { metadata } = await readTensors(join(directory, STORED_MODEL_FILE));
  if (metadata.kind === undefined) throw new UserError(`"${directory}" holds a model that does not say of what kind.`);
  return metadata.kind;
}

/** @throws UserError where the directory holds no model of this kind. */
export async function readStoredModel(directory: string, kind: string): Promise<StoredModel> {
  const path = join(directory, STORED_MODEL_FILE);
  const { tensors, metadata } = await readTensors(path);
  if (metadata.kind !== kind) throw new UserError(`"${path}" holds a "${metadata.kind ?? '?'}" model, not "${kind}".`);
  return {
    kind,
    itemCount: Number(metadata.itemCount),
    settings: JSON.parse(metadata.settings!) as unknown,
    parameters: tensors,
  };
}
