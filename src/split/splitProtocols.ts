/** The split settings of named protocols, where they are not the defaults. */
import type { z } from 'zod';
import type { ByProtocol } from '../protocols.ts';
import type { splitSettingsSchema } from './splitSettings.ts';

type GlobalTemporal = Extract<z.input<typeof splitSettingsSchema>, { kind: 'global-temporal' }>;

export const SPLIT_PROTOCOLS: ByProtocol<GlobalTemporal> = {
  ecir26: {
    kind: 'global-temporal',
    // No filter is reached by the calls that users can make.
    core: 0,
    minTrainEvents: 1,
    validation: { by: 'user', share: 0.2 },
    catalogue: 'all',
    itemNumbers: 'from-0',
    seenItems: 'keep',
  },
};
