/** What a board is made from, read from a results directory. */
import { allRunHere, type ProvenanceOf } from '../../reports/provenance.ts';
import type { AnswerReader, SiteInput } from '../../reports/site/siteInput.ts';
import { answerReader } from '../records/answerReader.ts';
import { seqbenchVersion } from '../machine/packageVersions.ts';
import { protocolSwitches } from '../plan/protocolSwitches.ts';
import type { StoredRecord } from '../records/recordStore.ts';

/** By default all of it was run here. */
export function siteInput(
  stored: readonly StoredRecord[],
  provenanceOf: ProvenanceOf = allRunHere,
  answers: AnswerReader = answerReader(stored),
): SiteInput {
  return {
    records: stored.map(({ record }) => record),
    provenanceOf,
    // Git's, for those who ask it.
    commitOrder: null,
    answers,
    switches: protocolSwitches(),
    seqbenchVersion: seqbenchVersion(),
  };
}
