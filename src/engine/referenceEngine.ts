/** TF.js's backend in plain JavaScript: slow, with no native code, and so the oracle for the other engines. */
import './gradients.ts';
import '@tensorflow/tfjs-backend-cpu';
import { version_core } from '@tensorflow/tfjs-core';
import { openEagerEngine } from './eagerEngine.ts';
import type { Engine } from './engine.ts';

export function openReferenceEngine(): Engine {
  return openEagerEngine('cpu', {
    name: 'reference',
    provider: 'cpu',
    threads: 1,
    versions: { '@tensorflow/tfjs-core': version_core },
  });
}
