// What a thread runs in a checkout: it learns to read TypeScript, then loads the module that it was opened for.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData);
