/**
 * A text encoder that is small enough to compute by hand, in the layout that Transformers.js reads: a word's token vector
 * is its row of the table, whatever stands around it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeModel, type ModelMessage } from '../../../src/engine/onnx/proto.ts';

export const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'query', ':', 'red', 'green', 'blue'];
export const WIDTH = 3;

/** Padding is far off, so that any of it in a mean shows. */
export function tokenVector(word: string): number[] {
  const row = WORDS.indexOf(word);
  return word === '[PAD]' ? [1e4, 1e4, 1e4] : [row, row * row, -row];
}

export async function writeTinyTextModel(folder: string, files: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const special = (content: string) => ({ id: WORDS.indexOf(content), content, special: true });
  const piece = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const template = (id: string) => ({ id, ids: [WORDS.indexOf(id)], tokens: [id] });
  const tokenizer = {
    version: '1.0',
    added_tokens: WORDS.slice(0, 4).map((content) => ({
      ...special(content),
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, piece('[SEP]')],
      pair: [],
      special_tokens: { '[CLS]': template('[CLS]'), '[SEP]': template('[SEP]') },
    },
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
      unk_token: '[UNK]',
    },
  };
  const all: Record<string, unknown> = {
    'config.json': { model_type: 'bert', hidden_size: WIDTH },
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': { tokenizer_class: 'BertTokenizer', pad_token: '[PAD]', model_max_length: 6 },
    '1_Pooling/config.json': { pooling_mode_mean_tokens: true },
    'onnx/model.onnx': lookUpModel(),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    if (content === null) continue;
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content instanceof Uint8Array ? content : JSON.stringify(content));
  }
}

function lookUpModel(): Uint8Array {
  // Dimensions without a size may have any.
  const anySize = undefined as unknown as number;
  const model: ModelMessage = {
    graphName: 'tiny text encoder',
    nodes: [
      {
        opType: 'Gather',
        domain: '',
        input: ['table', 'input_ids'],
        output: ['last_hidden_state'],
        attributes: { axis: { int: 0 } },
      },
    ],
    initializers: [
      {
        name: 'table',
        type: 'float32',
        shape: [WORDS.length, WIDTH],
        bytes: new Uint8Array(Float32Array.from(WORDS.flatMap(tokenVector)).buffer),
      },
    ],
    inputs: [{ name: 'input_ids', type: 'int64', shape: [anySize, anySize] }],
    outputs: [{ name: 'last_hidden_state', type: 'float32', shape: [anySize, anySize, WIDTH] }],
  };
  return encodeModel(model);
}
