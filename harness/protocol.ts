/** Names a split by how it differs from the strict protocol, so that no table shows an altered one under its name. */
import { splitSettingsSchema, type SplitSettings } from '../src/split/splitSettings.ts';
import { canonicalJson } from './canonicalJson.ts';

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

/** `strict`, `strict, target=successive`, `leave-one-out`, `leave-one-out, core=0` */
export function protocolName(settings: SplitSettings): string {
  const name = settings.kind === 'global-temporal' ? 'strict' : settings.kind;
  return [name, ...differences(settings, splitSettingsSchema.parse({ kind: settings.kind }))].join(', ');
}
