/** One short hash over the contents of files, by which something made from them is known again. */
import { shortHash } from './canonicalJson.ts';
import { fingerprintFile } from './dataset/fingerprint.ts';

/** @param memoryDirectory Where hashes are remembered, for weights are large. @returns null of no file. */
export async function contentsHash(paths: readonly string[], memoryDirectory: string): Promise<string | null> {
  if (paths.length === 0) return null;
  const prints = await Promise.all(paths.map((path) => fingerprintFile(path, memoryDirectory)));
  return shortHash(prints.map(({ sha256 }) => sha256));
}
