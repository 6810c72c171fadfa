/** Lines of a possibly compressed file, as text. */
import { UserError } from '../errors.ts';
import { readPlain, type WorkFile } from './plainFile.ts';

export type TextEncoding = 'utf-8' | 'latin-1';

/** Line by line, without line ends. */
export async function* fileLines(file: WorkFile, encoding: TextEncoding = 'utf-8'): AsyncGenerator<string> {
  const stream = readPlain(file);
  stream.setEncoding(encoding === 'latin-1' ? 'latin1' : 'utf8');
  let rest = '';
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) yield withoutCarriageReturn(line);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file.label} cannot be read (${reason}); fetch it again`, { cause: error });
  } finally {
    stream.destroy();
  }
  if (rest !== '') yield withoutCarriageReturn(rest);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The first line that is not blank; null for an empty file. A byte order mark is taken off. */
export async function firstLine(file: WorkFile, encoding: TextEncoding = 'utf-8'): Promise<string | null> {
  for await (const line of fileLines(file, encoding)) {
    const text = line.replace(/^\uFEFF/, '');
    if (text.trim() !== '') return text;
  }
  return null;
}
