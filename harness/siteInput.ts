/** What a board is made from, read from a results directory. */
import type { SiteInput } from '../reports/site/siteInput.ts';
import { answerReader } from './answerReader.ts';
import { seqbenchVersion } from './packageVersions.ts';
import { protocolSwitches } from './protocolSwitches.ts';
import type { StoredRecord } from './recordStore.ts';

export function siteInput(stored: readonly StoredRecord[]): SiteInput {
  return {
    records: stored.map(({ record }) => record),
    answers: answerReader(stored),
    switches: protocolSwitches(),
    seqbenchVersion: seqbenchVersion(),
  };
}
