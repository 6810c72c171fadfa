/** Fetches the files of a text encoder from huggingface.co, or from the mirror that HF_ENDPOINT names. */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { downloadPart, type DownloadProgress, RefusedError } from '../../dataset/download/httpDownload.ts';
import type { TransformersSettings } from './encodeSettings.ts';
import { hubName, modelPlaces, weightsFile } from './textModelFolder.ts';

const DEFAULT_HOST = 'https://huggingface.co';

/** What sentence-transformers keeps; a folder can do without. */
const OPTIONAL = [
  'special_tokens_map.json',
  '1_Pooling/config.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
];
const REQUIRED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** Files that are there are kept; a broken transfer is gone on with. Returns the folder. */
export async function fetchTextModel(
  settings: TransformersSettings,
  onProgress: (file: string, progress: DownloadProgress) => void,
): Promise<string> {
  const name = hubName(settings.model);
  const folder = join(modelPlaces()[0]!, name);
  const weights = `onnx/${weightsFile(settings)}`;
  // Numbers of large models lie in a file of their own. The graph comes last: with it the folder counts as whole.
  const files = [...OPTIONAL, ...REQUIRED, `${weights}_data`, weights];
  for (const file of files) {
    const target = join(folder, file);
    if (existsSync(target)) continue;
    await mkdir(dirname(target), { recursive: true });
    const part = `${target}.part`;
    const isOptional = !REQUIRED.includes(file) && file !== weights;
    const url = `${process.env['HF_ENDPOINT'] ?? DEFAULT_HOST}/${name}/resolve/main/${file}`;
    try {
      await downloadPart({ url, part, onProgress: (progress) => onProgress(file, progress) });
      await rename(part, target);
    } catch (error) {
      if (!(error instanceof RefusedError && error.status === 404 && isOptional)) throw error;
    }
  }
  return folder;
}
