/** The system's Chromium, driven by Playwright; tests that need it skip visibly where it is not installed. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Null where none is in the search path. */
export function chromiumPath(): string | null {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(directory, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here.
      }
    }
  }
  return null;
}

export function openChromium(executablePath: string): Promise<Browser> {
  // Containers often run as root and without a user namespace, which its sandbox needs.
  return chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 0 });
}
