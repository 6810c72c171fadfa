/**
 * The id map of a model. A case leaves one beside its model, with titles only where its baseline read texts; where
 * titles lack, the data of the case are looked at again, and taken if they are still the same.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { dataOfCase } from '../records/dataOfCase.ts';
import { catalogueItems, type CatalogueItem, ITEMS_FILE, readItems } from '../records/itemFile.ts';
import type { CompletedRecord } from '../records/record.ts';
import type { ChosenModel } from './chooseModel.ts';

export interface ItemMapOptions {
  readonly cacheDirectory: string;
  readonly onNote: (note: string) => void;
}

/** Null where the data are gone or have changed. */
async function itemsOfData(record: CompletedRecord, options: ItemMapOptions): Promise<CatalogueItem[] | null> {
  const found = await dataOfCase(record, { ...options, withItemText: true });
  if (!('absence' in found)) return catalogueItems(found);
  options.onNote(`The id map is the one saved with the case, without titles: ${found.absence}`);
  return null;
}

function savedPath(directory: string): string {
  return join(dirname(directory), ITEMS_FILE);
}

/** The id map that lies beside a model; null where there is none. */
export async function savedItems(directory: string): Promise<CatalogueItem[] | null> {
  const path = savedPath(directory);
  return existsSync(path) ? readItems(path) : null;
}

export function hasTitles(items: readonly CatalogueItem[]): boolean {
  return items.some(({ title }) => title !== '');
}

export async function itemMap({ directory, record }: ChosenModel, options: ItemMapOptions): Promise<CatalogueItem[]> {
  const saved = await savedItems(directory);
  if (saved !== null && hasTitles(saved)) return saved;
  const found = (record === null ? null : await itemsOfData(record, options)) ?? saved;
  if (found !== null) return found;
  throw new UserError(
    `Nothing says which items the model's numbers stand for: there is no ${savedPath(directory)}. ` +
      'Name the results directory and --case where the data are still there, or run the case again.',
  );
}
