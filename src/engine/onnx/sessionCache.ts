/**
 * Sessions by what they compute: a graph of the same structure and options is compiled once, however often it is asked for.
 * Some that nobody uses any more are kept for who asks next: another training of the same shapes, or the next of its phases.
 */
import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';

export interface SharedSession {
  readonly session: ort.InferenceSession;
  /** Once is enough. */
  release(): Promise<void>;
}

/** Idle sessions that are kept: as many graphs as a training of one shape has, batches of every length and answers. */
const MOST_IDLE = 24;

interface Entry {
  readonly session: Promise<ort.InferenceSession>;
  users: number;
}

export class SessionCache {
  readonly #entries = new Map<string, Entry>();
  /** Keys of sessions without users, the longest idle first. */
  readonly #idle = new Set<string>();
  #isDisposed = false;

  async open(model: Uint8Array, options: ort.InferenceSession.SessionOptions): Promise<SharedSession> {
    const key = createHash('sha256').update(JSON.stringify(options)).update(model).digest('hex');
    const entry = this.#entries.get(key) ?? { session: ort.InferenceSession.create(model, options), users: 0 };
    this.#entries.set(key, entry);
    this.#idle.delete(key);
    entry.users += 1;
    const session = await entry.session.catch((error: unknown) => {
      // What failed for want of memory may work later.
      this.#entries.delete(key);
      throw error;
    });
    let isReleased = false;
    return {
      session,
      release: async () => {
        if (isReleased) return;
        isReleased = true;
        entry.users -= 1;
        if (entry.users > 0) return;
        this.#idle.add(key);
        const [oldest] = this.#idle;
        if (this.#isDisposed || this.#idle.size > MOST_IDLE) await this.#end(oldest!);
      },
    };
  }

  /** Ends what nobody uses; what somebody does ends when it is released. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const key of [...this.#idle]) await this.#end(key);
  }

  /** Sessions that are open. */
  get size(): number {
    return this.#entries.size;
  }

  async #end(key: string): Promise<void> {
    const { session } = this.#entries.get(key)!;
    this.#entries.delete(key);
    this.#idle.delete(key);
    const ended = await session;
    // Without profiling there is nothing to end; with it, this writes the file.
    ended.endProfiling();
    await ended.release();
  }
}
