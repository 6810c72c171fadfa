/** Where this package lies, and which versions of others are installed beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with our package.json: that above `harness/`, or above `dist/`. */
function findPackageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error('seqbench lies in a folder without a package.json above it');
    directory = parent;
  }
  return directory;
}

export const PACKAGE_ROOT = findPackageRoot();

function versionIn(packageFile: string): string | null {
  if (!existsSync(packageFile)) return null;
  const data: unknown = JSON.parse(readFileSync(packageFile, 'utf8'));
  return typeof data === 'object' && data !== null && 'version' in data ? String(data.version) : null;
}

export function seqbenchVersion(): string {
  return versionIn(join(PACKAGE_ROOT, 'package.json')) ?? 'unknown';
}

/** Null where it is not installed. Read from its package.json, for packages do not export that file. */
export function installedVersion(packageName: string): string | null {
  for (let directory = PACKAGE_ROOT; ; directory = dirname(directory)) {
    const version = versionIn(join(directory, 'node_modules', packageName, 'package.json'));
    if (version !== null) return version;
    if (dirname(directory) === directory) return null;
  }
}
