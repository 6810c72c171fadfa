/** A file that can be opened as it is, plain or gzip, and its bytes. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

export interface WorkFile {
  /** The file to open: the source file itself, or an unpacked copy. */
  readonly path: string;
  readonly compression: 'none' | 'gzip';
  /** How messages call it: the source file, and the member where it is in an archive. */
  readonly label: string;
}

/** The bytes of the file, unpacked. */
export function readPlain(file: WorkFile): Readable {
  const stream = createReadStream(file.path, { highWaterMark: 1 << 20 });
  if (file.compression === 'none') return stream;
  const plain = createGunzip({ chunkSize: 1 << 20 });
  stream.on('error', (error) => plain.destroy(error));
  return stream.pipe(plain);
}
