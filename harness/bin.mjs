#!/usr/bin/env node
// Starts the command line: from the TypeScript sources in a checkout, from the compiled files in the published package.
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

if (existsSync(new URL('cli.ts', import.meta.url))) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./cli.ts');
} else {
  await import('../dist/harness/cli.js');
}
