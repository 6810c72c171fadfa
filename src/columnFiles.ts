/**
 * How the simple baselines are stored: `model.json` with what is small, and one little-endian `.bin` file per column of
 * numbers. A folder that lacks something, or holds something of another length, is refused.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endianness } from 'node:os';
import { z } from 'zod';
import { UserError } from './errors.ts';

export type Column = Uint32Array | Float32Array;

const headerSchema = z.strictObject({
  format: z.literal(1),
  /** What wrote it, for example `popularity`. */
  kind: z.string(),
  numbers: z.record(z.string(), z.number()),
  columns: z.record(z.string(), z.strictObject({ type: z.enum(['uint32', 'float32']), length: z.int().nonnegative() })),
});

export interface ColumnFiles {
  readonly kind: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly columns: Readonly<Record<string, Column>>;
}

export async function writeColumns(directory: string, { kind, numbers, columns }: ColumnFiles): Promise<void> {
  requireLittleEndian();
  const header: z.infer<typeof headerSchema> = { format: 1, kind, numbers, columns: {} };
  for (const [name, column] of Object.entries(columns)) {
    header.columns[name] = { type: column instanceof Uint32Array ? 'uint32' : 'float32', length: column.length };
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    await writeFile(join(directory, `${name}.bin`), bytes);
  }
  // Last, so that a folder with a header is whole.
  await writeFile(join(directory, 'model.json'), `${JSON.stringify(header, null, 2)}\n`);
}

export async function readColumns(directory: string, kind: string): Promise<ColumnFiles> {
  requireLittleEndian();
  const header = headerSchema.safeParse(jsonOrNull(await readText(join(directory, 'model.json'))));
  if (!header.success || header.data.kind !== kind) {
    throw new UserError(`"${directory}" holds no model of "${kind}" that this version reads; fit it again.`);
  }
  const columns: Record<string, Column> = {};
  for (const [name, { type, length }] of Object.entries(header.data.columns)) {
    const file = join(directory, `${name}.bin`);
    const bytes = await readBytes(file);
    if (bytes.byteLength !== 4 * length) {
      throw new UserError(`"${file}" has ${bytes.byteLength} bytes in place of ${4 * length}; fit the model again.`);
    }
    columns[name] = type === 'uint32' ? new Uint32Array(bytes) : new Float32Array(bytes);
  }
  return { kind, numbers: header.data.numbers, columns };
}

/** A copy of its own, because a small file's buffer is a view into a shared one that may be out of alignment. */
async function readBytes(file: string): Promise<ArrayBuffer> {
  try {
    return new Uint8Array(await readFile(file)).slice().buffer;
  } catch {
    throw new UserError(`Cannot read "${file}"; the stored model is incomplete, fit it again.`);
  }
}

async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(file));
}

/** Null for what is no JSON, which no schema here takes. */
function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function requireLittleEndian(): void {
  if (endianness() !== 'LE') throw new UserError('Stored models are little-endian, and this machine is not.');
}
