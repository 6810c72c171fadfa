/** How long a case may take and how much memory its process may hold; part of a run config. */
import { z } from 'zod';

export const limitsSchema = z.strictObject({
  caseSeconds: z
    .number()
    .positive()
    // Timers count milliseconds in 31 bits.
    .max(2_147_483)
    .nullable()
    .default(null)
    .describe('A case that takes longer, or a turn of a latency session, is ended and fails.'),
  memoryMebibytes: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('A case whose process holds more is ended and fails (Linux only; looked at twice a second).'),
});

export type Limits = z.infer<typeof limitsSchema>;

export const NO_LIMITS: Limits = { caseSeconds: null, memoryMebibytes: null };
