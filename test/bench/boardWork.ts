/** Builds a board in a process of its own: prints how long that took from the start of the process, and its memory. */
import { peakMemoryBytes } from '../../harness/case/peakMemory.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { siteInput } from '../../harness/board/siteInput.ts';
import { writeSite } from '../../harness/board/writeSite.ts';

const [results, out] = process.argv.slice(2) as [string, string];
const stored = await readRecords(results);
const files = await writeSite(siteInput(stored), out);
console.log(
  JSON.stringify({
    records: stored.length,
    files,
    seconds: performance.now() / 1000,
    peakMemoryBytes: peakMemoryBytes(),
  }),
);
