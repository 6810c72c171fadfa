/** What is known of a machine's speed: see `calibration.ts` for how. */
import { z } from 'zod';

export const calibrationSchema = z.strictObject({
  /** Of 1024 x 1024 matrices in single precision; 10^9 operations per second. */
  matrixProductGflopPerSecond: z.number().positive(),
  /** Bytes read and bytes written; 10^9 per second. */
  memoryCopyGigabytesPerSecond: z.number().positive(),
  threads: z.int().positive(),
  rounds: z.int().positive(),
  /** How long it was measured. */
  seconds: z.number().positive(),
  /** ISO 8601, UTC. */
  measuredAt: z.string(),
  /** The runtime it was measured through. */
  versions: z.record(z.string(), z.string()),
});
export type Calibration = z.infer<typeof calibrationSchema>;
