/**
 * A process of the user's that is spoken to in JSON lines: one request a line to its standard input, one answer a line
 * from its standard output; what it prints to standard error is kept for messages. See `protocol.md` beside this file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.ts';

export interface Answer {
  readonly [key: string]: unknown;
}

/** How long a process that was told to end may take. */
const END_SECONDS = 5;
const STDERR_TAIL_CHARACTERS = 2000;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (progress: Answer) => void;
}

/** Words that begin with "$" name variables of the environment, so that no path of a machine gets into a config. */
export function resolveWords(command: readonly string[]): string[] {
  return command.map((word) => {
    if (!word.startsWith('$')) return word;
    const value = process.env[word.slice(1)];
    if (value === undefined || value === '') {
      throw new UserError(`The command ${command.join(' ')} needs the environment variable ${word.slice(1)}.`);
    }
    return value;
  });
}

export class Dialogue {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #stderr = '';
  #waiting: Waiting | null = null;
  #fault: UserError | null = null;

  constructor(command: readonly string[]) {
    const [program, ...words] = resolveWords(command);
    this.#name = command.join(' ');
    this.#process = spawn(program!, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL_CHARACTERS);
    });
    // A process that ended is noticed where its answer is missing.
    this.#process.stdin!.on('error', () => undefined);
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      this.#hear(line);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#fail(`cannot be started: ${error.message}`);
        resolve();
      });
      this.#process.once('close', (exitCode, signal) => {
        const last = this.#stderr.trim().split('\n').at(-1) ?? '';
        this.#fail(`ended (${signal ?? `exit code ${exitCode}`}) before it answered${last === '' ? '' : `: ${last}`}`);
        resolve();
      });
    });
  }

  /** One at a time. @throws UserError where the process fails, ends, or answers with something else than an object. */
  ask(request: object, onProgress: (progress: Answer) => void = () => undefined): Promise<Answer> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, onProgress };
      this.#process.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  async end(): Promise<void> {
    this.#process.stdin!.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), END_SECONDS * 1000);
    await this.#ended;
    clearTimeout(timer);
  }

  #hear(line: string): void {
    let answer: unknown;
    try {
      answer = JSON.parse(line);
    } catch {
      answer = null;
    }
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
      this.#fail(`answered with a line that is no JSON object: ${line.slice(0, 200)}`);
      this.#process.kill('SIGKILL');
      return;
    }
    const waiting = this.#waiting;
    if (waiting === null) return;
    const { progress, error } = answer as { progress?: unknown; error?: unknown };
    if (typeof progress === 'object' && progress !== null) {
      try {
        waiting.onProgress(progress as Answer);
      } catch (fault) {
        this.#waiting = null;
        waiting.reject(fault as Error);
        this.#process.kill('SIGKILL');
      }
      return;
    }
    this.#waiting = null;
    if (error === undefined) waiting.resolve(answer as Answer);
    else
      waiting.reject(
        new UserError(
          `The command ${this.#name} refused: ${typeof error === 'string' ? error : JSON.stringify(error)}`,
        ),
      );
  }

  #fail(what: string): void {
    this.#fault ??= new UserError(`The command ${this.#name} ${what}.`);
    this.#waiting?.reject(this.#fault);
    this.#waiting = null;
  }
}
