/** Sessions by what they compute: a graph of the same structure and options is compiled once, however often it is asked for. */
import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';

export interface SharedSession {
  readonly session: ort.InferenceSession;
  /** The last of its users to release it ends the session. */
  release(): Promise<void>;
}

export class SessionCache {
  readonly #entries = new Map<string, { session: Promise<ort.InferenceSession>; users: number }>();

  async open(model: Uint8Array, options: ort.InferenceSession.SessionOptions): Promise<SharedSession> {
    const key = createHash('sha256').update(JSON.stringify(options)).update(model).digest('hex');
    const entry = this.#entries.get(key) ?? { session: ort.InferenceSession.create(model, options), users: 0 };
    this.#entries.set(key, entry);
    entry.users += 1;
    const session = await entry.session.catch((error: unknown) => {
      // What failed for want of memory may work later.
      this.#entries.delete(key);
      throw error;
    });
    return {
      session,
      release: async () => {
        entry.users -= 1;
        if (entry.users > 0) return;
        this.#entries.delete(key);
        // Without profiling there is nothing to end; with it, this writes the file.
        session.endProfiling();
        await session.release();
      },
    };
  }

  /** Sessions that are open. */
  get size(): number {
    return this.#entries.size;
  }
}
