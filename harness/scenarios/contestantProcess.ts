/** A contestant of a latency session in a process of its own, as its parent sees it. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endChild, forkChild } from '../case/childProcess.ts';
import { watchLimits } from '../case/limitWatch.ts';
import { killTree } from '../case/processTree.ts';
import type { Limits } from '../config/limits.ts';
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
  readonly #limits: Limits;
  #child: ChildProcess | null = null;

  /** @param limits Of each thing that the process is asked for. */
  constructor(id: string, label: string, request: OpenRequest, limits: Limits) {
    this.id = id;
    this.label = label;
    this.isEmpty = request.trained === null;
    this.#request = request;
    this.#limits = limits;
  }

  async open(): Promise<number> {
    // A process that is going still takes time and memory.
    await this.end();
    this.#child = forkChild(ENTRY, 'ignore');
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
  async end(): Promise<void> {
    if (this.#child !== null) await endChild(this.#child);
  }

  #ask(request: ContestantRequest): Promise<Exclude<ContestantAnswer, { readonly kind: 'failed' }>> {
    const child = this.#child!;
    return new Promise((resolve, reject) => {
      const endWatch = watchLimits(child.pid!, this.#limits, ({ message }) => {
        reject(new Error(message));
        killTree(child.pid!);
      });
      const onClose = (exitCode: number | null, signal: string | null) => {
        endWatch();
        reject(new Error(`its process ended with ${signal === null ? `exit code ${exitCode}` : `signal ${signal}`}`));
      };
      const onMessage = (answer: ContestantAnswer) => {
        endWatch();
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
