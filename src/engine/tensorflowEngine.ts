/**
 * TF.js on the TensorFlow library: the packages tfjs-node-gpu or tfjs-node, whichever is installed with its native part.
 * Their install scripts are not run by `npm ci` (see .npmrc). A package built by hand is taken from the folder that
 * SEQBENCH_TFJS_NODE names.
 */
import './gradients.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../errors.ts';
import { openEagerEngine } from './eagerEngine.ts';
import type { Engine, EngineOptions } from './engine.ts';

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const BACKEND = 'tensorflow';
/** util.isNullOrUndefined, which tfjs-node 4.22 calls for every top-k and every tensor it makes, went in Node 23. */
const FIRST_NODE_WITHOUT = 23;

const require = createRequire(import.meta.url);

function refusal(why: string): UserError {
  return new UserError(`The engine "tensorflow" cannot be used here: ${why}, or use the engine "onnx".`);
}

function checkNode(version: string): void {
  if (Number(version.split('.')[0]) >= FIRST_NODE_WITHOUT) {
    throw refusal(
      `tfjs-node 4.22 needs util.isNullOrUndefined, which Node has no more from ${FIRST_NODE_WITHOUT} on, and this is ` +
        `Node ${version}. Use Node 20 or 22`,
    );
  }
}

function installedFolder(name: string): string | null {
  return (
    require.resolve
      .paths(name)
      ?.map((folder) => join(folder, name))
      .find((folder) => existsSync(folder)) ?? null
  );
}

function hasNativePart(folder: string): boolean {
  const library = join(folder, 'lib');
  return existsSync(library) && readdirSync(library).some((api) => existsSync(join(library, api, 'tfjs_binding.node')));
}

/** Folder of the package to load. */
function findPackage(): string {
  const own = process.env.SEQBENCH_TFJS_NODE;
  const folders = own ? [resolve(own)] : PACKAGES.map(installedFolder).filter((folder) => folder !== null);
  const usable = folders.find(hasNativePart);
  if (usable !== undefined) return usable;
  if (own) {
    throw refusal(
      `SEQBENCH_TFJS_NODE names ${own}, which holds no built tfjs-node. Build it there, unset the variable`,
    );
  }
  if (folders.length === 0) {
    throw refusal(`neither ${PACKAGES.join(' nor ')} is installed. Run \`npm install @tensorflow/tfjs-node-gpu\``);
  }
  throw refusal(`the native part of ${folders.join(' and ')} is not installed. Run \`npm run setup:gpu\``);
}

/** TensorFlow reads these once, when it is loaded: a second engine has the first one's threads. */
function prepareEnvironment(threads: number): void {
  process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  // Its notes about instruction sets; errors are still printed.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
}

/** @throws UserError where Node is too new, or no package with its native part is installed or loads. */
export function openTensorflowEngine({ threads }: EngineOptions, nodeVersion = process.versions.node): Engine {
  checkNode(nodeVersion);
  const folder = findPackage();
  prepareEnvironment(threads);
  try {
    require(folder);
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw refusal(`${folder} does not load (${line ?? ''}). Run \`npm run setup:gpu\``);
  }
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    'name' | 'version',
    string
  >;
  const { isUsingGpuDevice } = tf.findBackend(BACKEND) as unknown as { isUsingGpuDevice: boolean };
  return openEagerEngine(BACKEND, {
    name: 'tensorflow',
    provider: isUsingGpuDevice ? 'cuda' : 'cpu',
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS),
    versions: { [name]: version, '@tensorflow/tfjs-core': tf.version_core },
  });
}
