/** How wide a stream is and whether it shows colour. */
import type { WriteStream } from 'node:tty';
import type { TerminalOptions } from '../reports/terminal.ts';

/** Where the output is no terminal: as wide as most editors and logs show. */
const PIPED_WIDTH = 120;

export function hasColor(stream: Pick<WriteStream, 'isTTY'>, environment: NodeJS.ProcessEnv = process.env): boolean {
  // https://no-color.org: present and not empty.
  return stream.isTTY && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

export function terminalOptions(stream: WriteStream): TerminalOptions {
  // A pipe has no width; the type says otherwise.
  const columns = stream.isTTY ? stream.columns : PIPED_WIDTH;
  return { width: Math.max(60, columns), hasColor: hasColor(stream), dropsColumns: stream.isTTY };
}
