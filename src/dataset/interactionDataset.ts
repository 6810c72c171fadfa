/**
 * The interaction log every source format is turned into: columns of typed arrays, grouped by user.
 * It holds what the source says and nothing that a protocol decides (see `src/split` for filters and splits).
 */

/** What is known of an item in words. Absent fields are left out, never empty strings. */
export interface ItemText {
  readonly title?: string;
  readonly brand?: string;
  /** From general to special. */
  readonly categories?: readonly string[];
  readonly description?: string;
  /** Further named attributes: price, colour, genres of a film, its year. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** A textual item ID published with the data (IDGenRec). */
  readonly textId?: string;
}

export interface DatasetProvenance {
  /** Id of the source format that read it, for example `movielens` or `simulated`. */
  readonly format: string;
  /** True for logs made by `src/dataset/simulate`; every table says so. */
  readonly isSimulated: boolean;
  /** Input files with their sizes, as read. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** Rows of the interaction files that could not be read and were left out on the user's word. */
  readonly badRowCount: number;
}

export interface InteractionDataset {
  readonly name: string;
  readonly provenance: DatasetProvenance;
  /** SHA-256 over every column below and the item text: equal hashes mean equal data. */
  readonly contentHash: string;
  /** `none`: the source gives an order only, and splits by time are refused. */
  readonly timeResolution: 'second' | 'day' | 'none';
  /** Original user ids, by user number from 0. */
  readonly userIds: readonly string[];
  /** Original item ids, by item number from 1; place 0 is the padding and holds an empty string. */
  readonly itemIds: readonly string[];
  /** Events of user u are rows `userOffsets[u]` to `userOffsets[u + 1]`; length is the number of users + 1. */
  readonly userOffsets: Uint32Array;
  /** Item number of each event, by user, then time, then the order of the source file. */
  readonly items: Uint32Array;
  /** Unix seconds of each event; null where the source has an order only. */
  readonly timestamps: Float64Array | null;
  /** Rating or share watched of each event, NaN where a row has none; null where the source has none. */
  readonly values: Float32Array | null;
  /** By item number from 1 (place 0 is empty); null where the source has no text or it was not asked for. */
  readonly itemText: readonly ItemText[] | null;
}

export function userCount(dataset: InteractionDataset): number {
  return dataset.userIds.length;
}

export function itemCount(dataset: InteractionDataset): number {
  return dataset.itemIds.length - 1;
}

export function eventCount(dataset: InteractionDataset): number {
  return dataset.items.length;
}
