/** Turns a file of Python literals into JSON lines, line for line, so that line numbers in messages stay right. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileLines, firstLine } from './fileLines.ts';
import { parsePythonLiteral, PythonLiteralError } from './pythonLiteral.ts';
import type { WorkFile } from './plainFile.ts';

/** What `repr` prints is hardly ever JSON: its strings are in single quotes. */
export async function holdsPythonLiterals(file: WorkFile): Promise<boolean> {
  const line = await firstLine(file);
  if (line === null) return false;
  try {
    JSON.parse(line);
    return false;
  } catch {
    try {
      parsePythonLiteral(line);
      return true;
    } catch {
      // Neither: the JSON reader will name the line.
      return false;
    }
  }
}

export async function writeAsJsonLines(file: WorkFile, target: string): Promise<void> {
  const output = createWriteStream(target, { highWaterMark: 1 << 20 });
  const done = finished(output);
  for await (const line of fileLines(file)) {
    if (!output.write(`${asJson(line)}\n`)) await once(output, 'drain');
  }
  output.end();
  await done;
}

/** A line that cannot be read becomes one that is no JSON, and is counted as a bad row where it stands. */
function asJson(line: string): string {
  if (line.trim() === '') return '';
  try {
    return JSON.stringify(parsePythonLiteral(line));
  } catch (error) {
    if (error instanceof PythonLiteralError) return '!';
    throw error;
  }
}
