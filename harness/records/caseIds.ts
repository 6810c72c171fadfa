/** What users and items are called in the data, by the numbers that records use; each split is looked at once. */
import type { CaseIds } from '../../reports/exports/perUser.ts';
import type { Absent } from '../../reports/site/siteInput.ts';
import { dataOfCase, type DataOptions } from './dataOfCase.ts';
import type { CompletedRecord } from './record.ts';

export function caseIdReader(
  options: Omit<DataOptions, 'withItemText'>,
): (record: CompletedRecord) => Promise<CaseIds | Absent> {
  const known = new Map<string, Promise<CaseIds | Absent>>();
  const read = async (record: CompletedRecord): Promise<CaseIds | Absent> => {
    const found = await dataOfCase(record, { ...options, withItemText: false });
    if ('absence' in found) return found;
    const { dataset, split } = found;
    // Number 0 is no item.
    const itemIds = Array.from(split.catalogue.datasetItem, (item, number) =>
      number === 0 ? '' : dataset.itemIds[item]!,
    );
    return { userIds: dataset.userIds, itemIds };
  };
  return (record) => {
    const ids = known.get(record.split.hash) ?? read(record);
    known.set(record.split.hash, ids);
    return ids;
  };
}
