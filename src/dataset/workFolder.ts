/** Source files as DuckDB can open them: zip members unpacked and Python literals turned into JSON in a work folder. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { holdsPythonLiterals, writeAsJsonLines } from './pythonLines.ts';
import { compressionOf, type SourceFile } from './sourceFiles.ts';
import type { WorkFile } from './plainFile.ts';
import type { Scan } from './sourcePlan.ts';
import { extractZipMember } from './zipArchive.ts';

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

  /** As the scan wants it: where that is JSON, a file of Python literals is turned into JSON first, line for line. */
  async openFor({ file, scan }: { readonly file: SourceFile; readonly scan: Scan }): Promise<WorkFile> {
    const opened = await this.open(file);
    if (scan.kind !== 'jsonLines' || !(await holdsPythonLiterals(opened))) return opened;
    const path = join(this.#directory, `json-${randomUUID()}`);
    await writeAsJsonLines(opened, path);
    return { path, compression: 'none', label: opened.label };
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
