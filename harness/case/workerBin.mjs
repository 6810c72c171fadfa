// Starts the child process of a case from the TypeScript sources; the published package starts `worker.js` itself.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
