/** Source files as DuckDB can open them: zip members unpacked and Python literals turned into JSON in a work folder. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Readable } from 'node:stream';
import { UserError } from '../errors.ts';
import { compressionOf, type SourceFile } from './sourceFiles.ts';
import { extractZipMember } from './zipArchive.ts';

export interface WorkFile {
  /** The file to open: the source file itself, or an unpacked copy. */
  readonly path: string;
  readonly compression: 'none' | 'gzip';
  /** How messages call it: the source file, and the member where it is in an archive. */
  readonly label: string;
}

export class WorkFolder {
  readonly #directory: string;
  readonly #opened = new Map<string, Promise<WorkFile>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  open(file: SourceFile): Promise<WorkFile> {
    const key = `${file.path}\n${file.member ?? ''}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const opened = this.#unpack(file, this.#opened.size);
    this.#opened.set(key, opened);
    return opened;
  }

  /** A new file's path in the folder. */
  pathFor(name: string): string {
    return join(this.#directory, name);
  }

  async #unpack(file: SourceFile, index: number): Promise<WorkFile> {
    if (file.member === null) {
      const compression = await compressionOf(file.path);
      if (compression === 'zip') throw new UserError(`${file.path} became an archive while it was read; run again`);
      return { path: file.path, compression, label: file.path };
    }
    const path = join(this.#directory, `member-${index}`);
    await extractZipMember(file.path, file.member, path);
    const compression = await compressionOf(path);
    if (compression === 'zip') {
      throw new UserError(`${file.path}: its member ${file.member} is an archive itself; unpack the outer one first`);
    }
    return { path, compression, label: `${file.path}, member ${file.member}` };
  }
}

/** The bytes of the file, unpacked. */
export function readPlain(file: WorkFile): Readable {
  const stream = createReadStream(file.path, { highWaterMark: 1 << 20 });
  if (file.compression === 'none') return stream;
  const plain = createGunzip({ chunkSize: 1 << 20 });
  stream.on('error', (error) => plain.destroy(error));
  return stream.pipe(plain);
}
