/** What a board is made from, read from a results directory. */
import { allRunHere, type ProvenanceOf } from '../reports/provenance.ts';
import type { SiteInput } from '../reports/site/siteInput.ts';
import { answerReader } from './answerReader.ts';
import { seqbenchVersion } from './packageVersions.ts';
import { protocolSwitches } from './protocolSwitches.ts';
import type { StoredRecord } from './recordStore.ts';

export function siteInput(stored: readonly StoredRecord[], provenanceOf: ProvenanceOf = allRunHere): SiteInput {
  return {
    records: stored.map(({ record }) => record),
    provenanceOf,
    answers: answerReader(stored),
    switches: protocolSwitches(),
    seqbenchVersion: seqbenchVersion(),
  };
}
