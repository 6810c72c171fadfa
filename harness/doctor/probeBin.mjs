// Starts the child process of a probe from the TypeScript sources; the published package starts `probe.js` itself.
import { register } from 'tsx/esm/api';

register();
await import('./probe.ts');
