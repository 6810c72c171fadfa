import { describe, expect, it } from 'vitest';
import { protocolName } from '../../harness/protocol.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const nameOf = (settings: object): string => protocolName(splitSettingsSchema.parse(settings));

describe('the name of a protocol', () => {
  it.each([
    [{ kind: 'global-temporal' }, 'strict'],
    [{ kind: 'global-temporal', target: 'successive' }, 'strict, target=successive'],
    [{ kind: 'global-temporal', validation: { by: 'user', users: 1024 } }, 'strict, validation.users=1024'],
    [{ kind: 'leave-one-out', core: 0 }, 'leave-one-out, core=0'],
  ])('%j is called "%s"', (settings, expected) => {
    expect(nameOf(settings)).toBe(expected);
  });
});
