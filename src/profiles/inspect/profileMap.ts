/** Users in a plane, neighbours near each other, in groups that are named by the words of their profiles. */
import { reduceSettingsSchema } from '../reduce/reduceSettings.ts';
import { reduceVectors } from '../reduce/reduceVectors.ts';
import { rowCount, type Rows, takeRows } from '../reduce/rowBlocks.ts';
import { Random } from '../../random.ts';
import { kMeans } from './kMeans.ts';
import { tellingWords } from './tellingWords.ts';

export interface ProfileMap {
  /** Which rows are on the map. */
  readonly rows: Uint32Array;
  /** [rows on the map, 2] */
  readonly places: Float32Array;
  /** By row on the map. */
  readonly groupOf: Int32Array;
  readonly groups: readonly MapGroup[];
}

export interface MapGroup {
  readonly size: number;
  readonly centre: readonly [number, number];
  /** Empty where there are no texts. */
  readonly words: readonly string[];
}

export interface MapOptions {
  readonly seed: number;
  /** On the map whatever is drawn. */
  readonly wanted: readonly number[];
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** More points hide each other, and take minutes. */
const MOST_POINTS = 5000;
const MOST_GROUPS = 8;
const WORDS_PER_GROUP = 3;
const UMAP_NEIGHBOURS = 15;

export async function mapProfiles(
  vectors: Rows,
  texts: readonly string[] | null,
  options: MapOptions,
): Promise<ProfileMap> {
  const { seed, wanted, onProgress, signal } = options;
  const count = rowCount(vectors);
  const drawn = Random.fromSeed(seed).sample(count, Math.min(count, MOST_POINTS));
  const rows = Uint32Array.from(new Set([...drawn, ...wanted])).sort();
  const kind = rows.length > UMAP_NEIGHBOURS ? 'umap' : 'pca';
  const { vectors: places } = await reduceVectors(
    takeRows(vectors, rows).values,
    rows.length,
    reduceSettingsSchema.parse({ kind }),
    {
      width: 2,
      seed,
      onProgress: ({ step, done, total }) => onProgress?.(step === 'umap' ? done / total : 0),
      ...(signal !== undefined && { signal }),
    },
  );
  const plane = { values: places, width: 2 };
  const { groupOf, centres } = kMeans(plane, Math.min(MOST_GROUPS, Math.ceil(rows.length / 30)), seed);
  const words =
    texts === null
      ? null
      : tellingWords(
          Array.from(rows, (row) => texts[row]!),
          groupOf,
          WORDS_PER_GROUP,
        );
  const groups = Array.from({ length: rowCount(centres) }, (_, group) => ({
    size: groupOf.filter((other) => other === group).length,
    centre: [centres.values[2 * group]!, centres.values[2 * group + 1]!] as const,
    words: words?.[group] ?? [],
  }));
  return { rows, places, groupOf, groups };
}
