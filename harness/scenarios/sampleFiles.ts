/**
 * The raw samples of a case's scenarios, beside its record, one `.npy` file per array:
 *
 * | file | type, shape | holds |
 * | --- | --- | --- |
 * | `singleStreamSeconds.npy` | float64 [samples] | seconds of a request, in the order made, as measured; of a block its mean |
 * | `singleStreamRounds.npy` | uint32 [samples] | round of each, from 0 |
 * | `singleStreamCases.npy` | uint32 [samples x requests to a block] | test case that each request asked for |
 * | `offlineSeconds.npy` | float64 [passes, batches] | seconds of each batch |
 * | `serverSeconds.npy` | float64 [requests] | from arrival to answer, at the highest rate that held |
 * | `serverRounds.npy` | uint32 [requests] | search of each, from 0 |
 */
import type { NpyArray } from '../../src/tensors/npy.ts';
import { readListedArray } from '../records/answerFiles.ts';
import type { CompletedRecord } from '../records/record.ts';
import type { Measured } from './session.ts';

/** Values of all rounds one after the other, and the round of each. */
function flat(rounds: readonly Float64Array[]): { seconds: NpyArray; rounds: NpyArray } {
  const seconds = Float64Array.from(rounds.flatMap((samples) => [...samples]));
  const numbers = Uint32Array.from(rounds.flatMap((samples, round) => new Array<number>(samples.length).fill(round)));
  const shape = [seconds.length];
  return { seconds: { shape, data: seconds }, rounds: { shape, data: numbers } };
}

/** @throws UserError where the record has no session, or the file is not what it was written with. */
export function readSampleArray(
  recordDirectory: string,
  record: CompletedRecord,
  array: 'singleStreamSeconds' | 'singleStreamRounds',
): NpyArray {
  const listed = record.scenarios?.samples ?? { directory: '.', files: [] };
  return readListedArray(recordDirectory, record, listed, array);
}

export function sampleArrays({ singleStream, offline, server }: Measured): Record<string, NpyArray> {
  const single = flat(singleStream.map(({ sampleSeconds }) => sampleSeconds));
  const cases = Uint32Array.from(singleStream.flatMap(({ rows }) => [...rows]));
  const held = flat(server.map((round) => round.held?.sampleSeconds ?? new Float64Array()));
  const passes = offline.map(({ sampleSeconds }) => sampleSeconds);
  return {
    ...(singleStream.length > 0 && {
      singleStreamSeconds: single.seconds,
      singleStreamRounds: single.rounds,
      singleStreamCases: { shape: [cases.length], data: cases },
    }),
    ...(offline.length > 0 && {
      offlineSeconds: {
        shape: [passes.length, passes[0]!.length],
        data: Float64Array.from(passes.flatMap((batches) => [...batches])),
      },
    }),
    ...(server.length > 0 && { serverSeconds: held.seconds, serverRounds: held.rounds }),
  };
}
