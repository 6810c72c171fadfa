/**
 * IDs that a T5 has written, before training or after a round of it, each once: kept in memory, and beside the checkpoints
 * for training that is resumed.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ItemIds } from '../../generation/itemIds/itemIds.ts';

const fileSchema = z.strictObject({
  key: z.string(),
  texts: z.array(z.string()),
  statistics: z.record(z.string(), z.number()),
});

/** Before all training, or after so many rounds. */
type Written = 'first' | number;

export class IdsOfRounds {
  readonly #directory: string | null;
  readonly #key: string;
  readonly #known = new Map<Written, ItemIds>();

  /**
   * @param directory Null: IDs are kept in memory alone.
   * @param key Of the training: files of another one are not read.
   */
  constructor(directory: string | null, key: string) {
    this.#directory = directory;
    this.#key = key;
  }

  /** @param rounds As in `Turn`; @param write Called where they are not known yet. */
  async of(rounds: Written, write: () => Promise<ItemIds>): Promise<ItemIds> {
    const known = this.#known.get(rounds) ?? (await this.#read(rounds));
    const ids = known ?? (await write());
    if (known === null) await this.#store(rounds, ids);
    this.#known.set(rounds, ids);
    return ids;
  }

  #path(directory: string, rounds: Written): string {
    return join(directory, `item-ids-${rounds}.json`);
  }

  async #read(rounds: Written): Promise<ItemIds | null> {
    if (this.#directory === null) return null;
    const text = await readFile(this.#path(this.#directory, rounds), 'utf8').catch(() => null);
    if (text === null) return null;
    const { key, texts, statistics } = fileSchema.parse(JSON.parse(text));
    return key === this.#key ? { texts, statistics: statistics as unknown as ItemIds['statistics'] } : null;
  }

  async #store(rounds: Written, { texts, statistics }: ItemIds): Promise<void> {
    if (this.#directory === null) return;
    await mkdir(this.#directory, { recursive: true });
    const path = this.#path(this.#directory, rounds);
    await writeFile(`${path}.part`, JSON.stringify({ key: this.#key, texts, statistics }));
    await rename(`${path}.part`, path);
  }
}
