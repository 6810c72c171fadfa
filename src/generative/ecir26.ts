/** What the ECIR 2026 release does with IDGenRec, as far as it can be had without its leaks. */
import type { GenerativeSettings } from './generativeSettings.ts';

export const idgenrecEcir26 = {
  targets: 'last-only',
  labelPads: 'counted',
  beams: 20,
  matching: 'character-set',
} as const satisfies Partial<GenerativeSettings>;
