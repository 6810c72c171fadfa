/** Names a split by how it differs from the strict protocol, so that no table shows an altered one under its name. */
import { PROTOCOLS } from '../../src/protocols.ts';
import { SPLIT_PROTOCOLS } from '../../src/split/splitProtocols.ts';
import { splitSettingsSchema, type SplitSettings } from '../../src/split/splitSettings.ts';
import { canonicalJson } from '../../src/canonicalJson.ts';

function differences(
  settings: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const usual = defaults[key];
    // A setting that may be left out has no usual value.
    if (canonicalJson(value) === canonicalJson(usual ?? null)) return [];
    if (typeof value === 'object' && value !== null && typeof usual === 'object' && usual !== null) {
      const nested = differences(value as Record<string, unknown>, usual as Record<string, unknown>);
      return nested.map((difference) => `${key}.${difference}`);
    }
    return [`${key}=${typeof value === 'string' ? value : canonicalJson(value)}`];
  });
}

function nameBeside(name: string, settings: SplitSettings, usual: unknown): string[] {
  return [name, ...differences(settings, splitSettingsSchema.parse(usual))];
}

/**
 * By the protocol that the split is nearest to: `strict`, `strict, target=successive`, `ecir26, core=5`,
 * `leave-one-out`, `leave-one-out, core=0`.
 */
export function protocolName(settings: SplitSettings): string {
  if (settings.kind === 'leave-one-out') return nameBeside(settings.kind, settings, { kind: settings.kind }).join(', ');
  const names = PROTOCOLS.map((name) =>
    nameBeside(name, settings, SPLIT_PROTOCOLS[name] ?? { kind: 'global-temporal' }),
  );
  return names.reduce((nearest, name) => (name.length < nearest.length ? name : nearest)).join(', ');
}
