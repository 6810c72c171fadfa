/** A T5 checkpoint in Hugging Face's layout: a folder with config.json, model.safetensors and the tokenizer's files. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { readJson, readTokenizer, type Tokenizer } from '../../generation/tokenizer/tokenizer.ts';
import { readTensors } from '../../tensors/safetensors.ts';
import { floatSpec, type StateValue } from '../parameters.ts';
import { t5ShapeOfConfig } from './t5Config.ts';
import { EMBEDDINGS, t5Parameters, UNTIED_HEAD } from './t5Parameters.ts';
import type { T5Shape } from './t5Shape.ts';

export interface T5Checkpoint {
  readonly shape: T5Shape;
  /** By the names of `t5Parameters`. */
  readonly parameters: Readonly<Record<string, StateValue>>;
  readonly tokenizer: Tokenizer;
}

export const CONFIG_FILE = 'config.json';
export const WEIGHTS_FILE = 'model.safetensors';

/** Copies of the embedding table that some files hold; and a table that the original code made and never used. */
const COPIES = ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight'];
const UNUSED = ['decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight'];

/** @throws UserError where a file is missing or damaged, or holds what is not built here. */
export async function loadT5Checkpoint(directory: string): Promise<T5Checkpoint> {
  const configPath = join(directory, CONFIG_FILE);
  const config = await readJson(configPath);
  const weightsPath = join(directory, WEIGHTS_FILE);
  await requireWeights(directory, weightsPath);
  const { tensors } = await readTensors(weightsPath);
  const table = tensors[EMBEDDINGS] ?? tensors[COPIES[0]!];
  if (table === undefined) throw new UserError(`"${weightsPath}" lacks "${EMBEDDINGS}": these are not a T5's weights.`);
  for (const name of COPIES) {
    if (tensors[name] !== undefined && !isEqual(tensors[name], table)) {
      throw new UserError(`"${weightsPath}" has a "${name}" of its own; T5's encoder and decoder share one table.`);
    }
  }
  const ownHead = tensors[UNTIED_HEAD];
  const hasHead = ownHead !== undefined && !isEqual(ownHead, table);
  const shape = t5ShapeOfConfig(config, configPath, hasHead);
  const parameters = chooseParameters({ ...tensors, [EMBEDDINGS]: table }, shape, weightsPath);
  return { shape, parameters, tokenizer: await readTokenizer(directory) };
}

async function requireWeights(directory: string, path: string): Promise<void> {
  if (await exists(path)) return;
  const others = ['model.safetensors.index.json', 'pytorch_model.bin'];
  for (const name of others) {
    if (await exists(join(directory, name))) {
      throw new UserError(
        `"${directory}" holds its weights as ${name}; only a single ${WEIGHTS_FILE} can be read. ` +
          'Save the model once more with save_pretrained of Hugging Face transformers.',
      );
    }
  }
  throw new UserError(`"${path}" is missing. A checkpoint is a folder in Hugging Face's layout; put the file there.`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** What the shape asks for, each in its shape; nothing else may be left over. */
function chooseParameters(
  tensors: Readonly<Record<string, StateValue>>,
  shape: T5Shape,
  path: string,
): Record<string, StateValue> {
  const specs = t5Parameters(shape);
  const known = new Set([...Object.keys(specs), ...COPIES, ...UNUSED, UNTIED_HEAD]);
  const stranger = Object.keys(tensors).find((name) => !known.has(name));
  if (stranger !== undefined)
    throw new UserError(`"${path}" holds "${stranger}", which its config.json does not explain.`);
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape: wanted }]) => {
      const found = tensors[name];
      if (found === undefined) throw new UserError(`"${path}" lacks "${name}", which its config.json asks for.`);
      if (found.spec.dtype !== 'float32' || found.spec.shape.join() !== wanted.join()) {
        throw new UserError(
          `"${path}" holds "${name}" as ${found.spec.dtype}[${found.spec.shape.join()}]; ` +
            `its config.json asks for float32[${wanted.join()}].`,
        );
      }
      return [name, { spec: floatSpec(wanted), values: found.values }];
    }),
  );
}

function isEqual(a: StateValue, b: StateValue): boolean {
  return a.values.length === b.values.length && a.values.every((value, index) => value === b.values[index]);
}
