import { describe, expect, it } from 'vitest';
import { protocolName } from '../../harness/plan/protocol.ts';
import { SPLIT_PROTOCOLS } from '../../src/split/splitProtocols.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const nameOf = (settings: object): string => protocolName(splitSettingsSchema.parse(settings));

describe('the name of a protocol', () => {
  it.each([
    [{ kind: 'global-temporal' }, 'strict'],
    [{ kind: 'global-temporal', target: 'successive' }, 'strict, target=successive'],
    [{ kind: 'global-temporal', validation: { by: 'user', users: 1024 } }, 'strict, validation.users=1024'],
    [{ kind: 'global-temporal', seenItems: 'keep' }, 'strict, seenItems=keep'],
    [SPLIT_PROTOCOLS.ecir26!, 'ecir26'],
    [{ ...SPLIT_PROTOCOLS.ecir26!, core: 5 }, 'ecir26, core=5'],
    [{ kind: 'leave-one-out', core: 0 }, 'leave-one-out, core=0'],
  ])('%j is called "%s"', (settings, expected) => {
    expect(nameOf(settings)).toBe(expected);
  });
});
