/** Source files -> dataset: reads, checks, numbers and sorts, in a work folder of its own that is removed at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { addReports, type BadRowReport } from './badRows.ts';
import type { CachedDataset } from './cacheFile.ts';
import { hashContent, type DatasetContent } from './contentHash.ts';
import { openDuck } from './duck.ts';
import { encodeEvents } from './encodeEvents.ts';
import type { DatasetProvenance } from './interactionDataset.ts';
import { readEvents } from './readEvents.ts';
import { readItemText } from './readItemText.ts';
import { sortEvents, type SortedEvents } from './sortEvents.ts';
import type { SourcePlan } from './sourcePlan.ts';
import { WorkFolder } from './workFolder.ts';

export interface PrepareRequest {
  readonly name: string;
  readonly format: string;
  readonly plan: SourcePlan;
  readonly files: DatasetProvenance['files'];
  readonly onProgress: (step: string) => void;
}

/** Bad rows are left out and reported; whether that is allowed is the caller's to decide. */
export async function prepareDataset(request: PrepareRequest): Promise<CachedDataset> {
  const directory = await mkdtemp(join(tmpdir(), 'seqbench-prepare-'));
  const duck = await openDuck(directory);
  const work = new WorkFolder(directory);
  try {
    request.onProgress('reading interactions');
    const events = await readEvents(duck, work, request.plan);
    request.onProgress('numbering users and items');
    const { userIds, itemIds, ...encoded } = await encodeEvents(duck, events);
    if (encoded.items.length === 0) throw new UserError(emptyMessage(request, events.badRows));
    request.onProgress('reading item text');
    const { itemText, badRows: badItemRows } = await readItemText(duck, work, request.plan.items, itemIds.length - 1);
    request.onProgress('sorting');
    const sorted = withoutEmptyValues(sortEvents(encoded, userIds.length));
    const timeResolution = resolveTime(request.plan.timeResolution, sorted.timestamps);
    const content: DatasetContent = { timeResolution, userIds, itemIds, ...sorted, itemText };
    const provenance = {
      format: request.format,
      isSimulated: false,
      files: request.files,
      badRowCount: events.badRows.count,
    };
    await work.throwIfDamaged();
    return {
      dataset: { name: request.name, provenance, contentHash: hashContent(content), ...content },
      badRows: addReports([events.badRows, badItemRows]),
    };
  } catch (error) {
    // What a damaged file leads to says less than that it is damaged.
    await work.throwIfDamaged();
    throw error;
  } finally {
    duck.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function emptyMessage(request: PrepareRequest, badRows: BadRowReport): string {
  const bad = badRows.count === 0 ? '' : `; ${badRows.count} cannot be read, the first: ${badRows.first[0] ?? ''}`;
  return `Dataset "${request.name}" has no readable row in ${request.files.map((file) => file.name).join(', ')}${bad}`;
}

/** A column that the layout allows and this file does not use. */
function withoutEmptyValues(events: SortedEvents): SortedEvents {
  return events.values?.every((value) => Number.isNaN(value)) === true ? { ...events, values: null } : events;
}

const DAY_SECONDS = 86_400;

function resolveTime(
  declared: SourcePlan['timeResolution'],
  timestamps: Float64Array | null,
): DatasetContent['timeResolution'] {
  if (declared !== 'detect') return declared;
  return timestamps?.every((seconds) => seconds % DAY_SECONDS === 0) === true ? 'day' : 'second';
}
