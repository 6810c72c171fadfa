// Starts a model's process of a latency session from the TypeScript sources; the published package starts `contestant.js`.
import { register } from 'tsx/esm/api';

register();
await import('./contestant.ts');
