/** Source files as DuckDB can open them: zip members unpacked and Python literals turned into JSON in a work folder. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import { holdsPythonLiterals, writeAsJsonLines } from './pythonLines.ts';
import { compressionOf, type SourceFile } from './sourceFiles.ts';
import type { WorkFile } from './plainFile.ts';
import type { Scan } from './sourcePlan.ts';
import { extractZipMember } from './zipArchive.ts';

export class WorkFolder {
  readonly #directory: string;
  readonly #opened = new Map<string, Promise<WorkFile>>();
  readonly #checks: Promise<UserError | null>[] = [];

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

  /** As the scan wants it: where that is JSON, a file of Python literals is turned into JSON first, line for line. */
  async openFor({ file, scan }: { readonly file: SourceFile; readonly scan: Scan }): Promise<WorkFile> {
    const opened = await this.open(file);
    if (scan.kind !== 'jsonLines' || !(await holdsPythonLiterals(opened))) return opened;
    const path = join(this.#directory, `json-${randomUUID()}`);
    await writeAsJsonLines(opened, path);
    return { path, compression: 'none', label: opened.label };
  }

  /** To be awaited before anything that was read is trusted. */
  async throwIfDamaged(): Promise<void> {
    for (const problem of await Promise.all(this.#checks)) if (problem !== null) throw problem;
  }

  async #unpack(file: SourceFile, index: number): Promise<WorkFile> {
    if (file.member === null) {
      const compression = await compressionOf(file.path);
      if (compression === 'gzip') this.#checks.push(checkGzip(file.path));
      if (compression === 'zip') throw new UserError(`${file.path} became an archive while it was read; run again`);
      return { path: file.path, compression, label: file.path };
    }
    const path = join(this.#directory, `member-${index}`);
    await extractZipMember(file.path, file.member, path);
    const compression = await compressionOf(path);
    if (compression === 'gzip') this.#checks.push(checkGzip(path));
    if (compression === 'zip') {
      throw new UserError(`${file.path}: its member ${file.member} is an archive itself; unpack the outer one first`);
    }
    return { path, compression, label: `${file.path}, member ${file.member}` };
  }
}

/**
 * DuckDB takes a gzip file that was cut short for a whole one, so length and checksum are verified here, on another
 * thread while DuckDB reads. Gives the problem back instead of throwing: nobody may be waiting yet.
 */
async function checkGzip(path: string): Promise<UserError | null> {
  try {
    const nowhere = new Writable({
      write: (_bytes, _encoding, done) => {
        done();
      },
    });
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createGunzip({ chunkSize: 1 << 20 }), nowhere);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new UserError(`${path} is a damaged or incomplete gzip file (${reason}); fetch it again`, { cause: error });
  }
}
