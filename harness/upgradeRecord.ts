/** Brings records of older schema versions up to the present one, a step per version. */
import { UserError } from '../src/errors.ts';
import { RECORD_SCHEMA_VERSION } from './record.ts';

type Upgrade = (data: Record<string, unknown>) => Record<string, unknown>;

/** Entry v turns a record of version v into one of version v + 1. Version 1 is the first there was. */
const UPGRADES: Readonly<Record<number, Upgrade>> = {};

export function upgradeRecord(
  data: unknown,
  version: number,
  path: string,
  upgrades: Readonly<Record<number, Upgrade>> = UPGRADES,
  newestVersion = RECORD_SCHEMA_VERSION,
): unknown {
  let upgraded = data as Record<string, unknown>;
  for (let from = version; from < newestVersion; from++) {
    const upgrade = upgrades[from];
    if (!upgrade) throw new UserError(`The record ${path} has schema version ${from}, which never existed.`);
    upgraded = { ...upgrade(upgraded), schemaVersion: from + 1 };
  }
  return upgraded;
}
