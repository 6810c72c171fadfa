/** A contestant of a latency session in a process of its own, as its parent sees it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENGINE_ENVIRONMENT } from '../../src/engine/processEnvironment.ts';
import type { ContestantAnswer, ContestantRequest, OpenRequest } from './contestantMessages.ts';
import type { Contestant } from './session.ts';
import type { ResultOf, Turn } from './turns.ts';

const ENTRY = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './contestantBin.mjs' : './contestant.js', import.meta.url),
);

export class ContestantProcess implements Contestant {
  readonly id: string;
  readonly label: string;
  readonly isEmpty: boolean;
  readonly #request: OpenRequest;
  #child: ChildProcess | null = null;

  constructor(id: string, label: string, request: OpenRequest) {
    this.id = id;
    this.label = label;
    this.isEmpty = request.trained === null;
    this.#request = request;
  }

  async open(): Promise<number> {
    await this.#end();
    this.#child = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...ENGINE_ENVIRONMENT, ...process.env },
    });
    const answer = await this.#ask(this.#request);
    if (answer.kind !== 'opened') throw new Error('A model answered before it was opened');
    return answer.openSeconds;
  }

  async turn<Request extends Turn>(turn: Request): Promise<ResultOf<Request['scenario']>> {
    const answer = await this.#ask({ kind: 'turn', turn });
    if (answer.kind !== 'turned' || answer.result.scenario !== turn.scenario) {
      throw new Error('A model answered what it was not asked');
    }
    return answer.result as ResultOf<Request['scenario']>;
  }

  /** Ends the process, whatever it is doing. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** A process that is going still takes time and memory. */
  async #end(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  #ask(request: ContestantRequest): Promise<Exclude<ContestantAnswer, { readonly kind: 'failed' }>> {
    const child = this.#child!;
    return new Promise((resolve, reject) => {
      const onClose = (exitCode: number | null, signal: string | null) => {
        reject(new Error(`its process ended with ${signal === null ? `exit code ${exitCode}` : `signal ${signal}`}`));
      };
      const onMessage = (answer: ContestantAnswer) => {
        child.off('close', onClose);
        if (answer.kind === 'failed') reject(new Error(answer.message));
        else resolve(answer);
      };
      child.once('message', onMessage);
      child.once('close', onClose);
      if (child.exitCode !== null || child.signalCode !== null) onClose(child.exitCode, child.signalCode);
      else child.send(request);
    });
  }
}
