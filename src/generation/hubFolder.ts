/**
 * Where a checkpoint lies: a folder, or a model of the Hugging Face hub, which is kept where @huggingface/transformers keeps
 * its own and fetched if it is not there yet.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadPart } from '../dataset/download/httpDownload.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE, WEIGHTS_FILE } from '../network/t5/t5Checkpoint.ts';
import { TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from './tokenizer/tokenizer.ts';

export interface Hub {
  /** For example `https://huggingface.co/`. */
  readonly host: string;
  readonly cacheDirectory: string;
}

export interface FetchOptions {
  /** Default: that of @huggingface/transformers. */
  readonly hub?: Hub;
  /** Told of what is fetched. */
  readonly onActivity?: (activity: string) => void;
}

/** As of its models: an owner and a name, or a name alone. */
const MODEL_ID = /^(?:\w[\w.-]*\/)?\w[\w.-]*$/u;
/** The weights last: where they are, the others are. */
const FILES = [CONFIG_FILE, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];

/**
 * @param name A folder, or a hub id such as `google-t5/t5-small`.
 * @throws UserError where it is neither, or cannot be fetched.
 */
export async function checkpointFolder(name: string, { hub, onActivity }: FetchOptions = {}): Promise<string> {
  if (await isFolder(name)) return name;
  if (!MODEL_ID.test(name)) {
    throw new UserError(`There is no checkpoint "${name}": it is no folder, and no id of the Hugging Face hub.`);
  }
  const { host, cacheDirectory } = hub ?? (await transformersHub());
  const folder = join(cacheDirectory, name);
  await mkdir(folder, { recursive: true });
  for (const file of FILES) {
    const path = join(folder, file);
    if (await isThere(path)) continue;
    const url = new URL(`${name}/resolve/main/${file}`, host).href;
    try {
      await downloadPart({
        ...{ url, part: `${path}.part` },
        onProgress: ({ receivedBytes, totalBytes }) => {
          const share = totalBytes === null ? '' : `, ${Math.floor((100 * receivedBytes) / totalBytes)} %`;
          onActivity?.(`fetching ${name}: ${file}${share}`);
        },
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`There is no folder "${name}", and from the Hugging Face hub: ${error.message}`, {
        cause: error,
      });
    }
    await rename(`${path}.part`, path);
  }
  return folder;
}

/** Of a checkpoint in a folder, what `checkpointFolder` would fetch of one on the hub; none of the latter. */
export function checkpointFiles(name: string): string[] {
  return FILES.map((file) => join(name, file)).filter((path) => existsSync(path));
}

async function transformersHub(): Promise<Hub> {
  const { env } = await import('@huggingface/transformers');
  if (env.cacheDir === null) throw new Error('@huggingface/transformers has no folder to keep models in.');
  return { host: env.remoteHost, cacheDirectory: env.cacheDir };
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
