/**
 * Runs the command line on a pseudo-terminal (util-linux' `script`), types what is to be typed once the screen ends as
 * expected, and keeps all that was written. No time is waited for but that until the process ends.
 */
import { spawn } from 'node:child_process';
import type { Workplace } from '../harness/seqbench.ts';

export interface TerminalRun {
  readonly exitCode: number | null;
  /** Without escape sequences and carriage returns. */
  readonly screen: string;
  /** As it was written. */
  readonly raw: string;
}

export function plainScreen(raw: string): string {
  // eslint-disable-next-line no-control-regex
  return raw.replace(/\u001B\[[0-9;?]*[ -/]*[@-~]/gu, '').replaceAll('\r', '');
}

/** What a terminal shows in the end: the lines of text, with what was written over and taken away gone. */
export function finalScreen(raw: string): string[] {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  // eslint-disable-next-line no-control-regex
  for (const [token, count, command] of raw.matchAll(/\u001B\[[?]?(\d*)[\d;]*([A-Za-z])|[\s\S]/gu)) {
    const steps = Number(count ?? '') || 1;
    const line = lines[row]!;
    if (command === 'A') row = Math.max(0, row - steps);
    else if (command === 'B') row += steps;
    else if (command === 'C') column += steps;
    else if (command === 'D') column = Math.max(0, column - steps);
    else if (command === 'G') column = steps - 1;
    else if (command === 'K') lines[row] = count === '2' ? '' : line.slice(0, column);
    else if (command === 'J') lines.splice(row, Infinity, line.slice(0, column));
    else if (token === '\r') column = 0;
    else if (token === '\n') row++;
    else if (command === undefined) {
      lines[row] = line.padEnd(column).slice(0, column) + token + line.slice(column + 1);
      column++;
    }
    while (lines.length <= row) lines.push('');
  }
  return lines.map((line) => line.trimEnd());
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @param typed What to type, each after the screen matches. */
export function inTerminal(
  place: Workplace,
  words: readonly string[],
  typed: readonly (readonly [RegExp, string])[] = [],
  columns = 100,
): Promise<TerminalRun> {
  const command = [process.execPath, place.bin, ...words].map(quoted).join(' ');
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 40; exec ${command}`, '/dev/null'], {
    cwd: place.folder,
    env: { ...process.env, ...place.environment, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const left = [...typed];
  let raw = '';
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      raw += chunk;
      const [next] = left;
      if (next?.[0].test(plainScreen(raw)) === true) {
        left.shift();
        child.stdin.write(next[1]);
      }
    });
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve({ exitCode, screen: plainScreen(raw), raw });
    });
  });
}
