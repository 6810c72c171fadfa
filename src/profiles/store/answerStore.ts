/**
 * Every answer of a language model, on the disk before anything is done with it: one file per identity (what was asked,
 * of which model, about which split), appended to and never rewritten. Whoever kills the process loses the requests in
 * flight and nothing else.
 */
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { UserError } from '../../errors.ts';
import { answerLine, headerLine, readAnswerLines, type StoredAnswer } from './answerLines.ts';

/** A process that died keeps its lock for so long. */
const STALE_MILLISECONDS = 3_000;

export type NewAnswer = Omit<StoredAnswer, 'session' | 'sessionSeconds'>;

/** Over all sessions. */
export interface AnswerTotals {
  readonly seconds: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Whether no token of these is only estimated. */
  readonly areTokensCounted: boolean;
  readonly cutAnswers: number;
}

export interface AnswerStoreOptions {
  readonly staleMilliseconds?: number;
}

export class AnswerStore {
  readonly #handle: FileHandle;
  readonly #unlock: () => Promise<void>;
  readonly #answers = new Map<string, StoredAnswer>();
  readonly #session: number;
  readonly #start = performance.now();
  readonly #sessionSeconds = new Map<number, number>();
  #totals: Omit<AnswerTotals, 'seconds'> = {
    promptTokens: 0,
    completionTokens: 0,
    areTokensCounted: true,
    cutAnswers: 0,
  };
  #tail: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, unlock: () => Promise<void>, answers: readonly StoredAnswer[]) {
    this.#handle = handle;
    this.#unlock = unlock;
    for (const answer of answers) this.#add(answer);
    this.#session = 1 + answers.reduce((last, { session }) => Math.max(last, session), 0);
  }

  /** @throws UserError where another process writes to it, or the file is damaged. */
  static async open(path: string, identity: unknown, options: AnswerStoreOptions = {}): Promise<AnswerStore> {
    await mkdir(dirname(path), { recursive: true });
    const unlock = await lockFile(path, options.staleMilliseconds ?? STALE_MILLISECONDS);
    try {
      const handle = await open(path, 'a+');
      const { answers, wholeBytes } = readAnswerLines(path, await handle.readFile());
      await handle.truncate(wholeBytes);
      if (wholeBytes === 0) {
        await handle.appendFile(headerLine(identity));
        await handle.sync();
      }
      return new AnswerStore(handle, unlock, answers);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  find(user: string, step: string): StoredAnswer | null {
    return this.#answers.get(keyOf(user, step)) ?? null;
  }

  /** Resolves once the answer is on the disk. */
  append(answer: NewAnswer): Promise<void> {
    const sessionSeconds = (performance.now() - this.#start) / 1000;
    const stored: StoredAnswer = { ...answer, session: this.#session, sessionSeconds };
    const written = this.#tail.then(async () => {
      await this.#handle.appendFile(answerLine(stored));
      await this.#handle.datasync();
      this.#add(stored);
    });
    // After a write that failed, on a full disk for example, there may be half a line: nothing may follow it.
    this.#tail = written;
    return written;
  }

  totals(): AnswerTotals {
    const seconds = [...this.#sessionSeconds.values()].reduce((sum, part) => sum + part, 0);
    return { ...this.#totals, seconds };
  }

  #add(answer: StoredAnswer): void {
    const { session, sessionSeconds, promptTokens, completionTokens, areTokensCounted, isCut } = answer;
    this.#answers.set(keyOf(answer.user, answer.step), answer);
    this.#sessionSeconds.set(session, Math.max(sessionSeconds, this.#sessionSeconds.get(session) ?? 0));
    this.#totals = {
      promptTokens: this.#totals.promptTokens + promptTokens,
      completionTokens: this.#totals.completionTokens + completionTokens,
      areTokensCounted: this.#totals.areTokensCounted && areTokensCounted,
      cutAnswers: this.#totals.cutAnswers + (isCut ? 1 : 0),
    };
  }

  async close(): Promise<void> {
    await this.#tail.catch(() => undefined);
    await this.#handle.close();
    await this.#unlock().catch((error: unknown) => {
      // Gone stale while the machine slept, and so released; what was answered is on the disk all the same.
      if (!(error instanceof Error && 'code' in error && error.code === 'ERELEASED')) throw error;
    });
  }
}

function keyOf(user: string, step: string): string {
  return JSON.stringify([user, step]);
}

async function lockFile(path: string, staleMilliseconds: number): Promise<() => Promise<void>> {
  try {
    // Long enough for the lock of a process that was killed to count as stale.
    const retries = { retries: Math.ceil(staleMilliseconds / 500) + 1, factor: 1, minTimeout: 500 };
    // A machine that slept finds its lock gone stale. Another process may have gone on meanwhile: that costs answers
    // given twice, and harms none, since every line is whole.
    const onCompromised = (): void => undefined;
    return await lock(path, { realpath: false, stale: staleMilliseconds, retries, onCompromised });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') {
      throw new UserError(`Another process writes the same profiles (${path}); wait for it, or stop it.`, {
        cause: error,
      });
    }
    throw error;
  }
}
