/**
 * Profiles from a language model: one user after the other, several at once, each answer stored before the next step.
 * Users whose profile is stored are not asked for again, so the same call goes on where an earlier one ended.
 */
import { setImmediate } from 'node:timers/promises';
import PQueue from 'p-queue';
import { UserError } from '../../errors.ts';
import type { HistoryEvent, UserHistories } from '../history/userHistories.ts';
import { orderProfiles, type UserProfile } from '../profileText.ts';
import { eventLine, hasWords } from '../prompt/eventLine.ts';
import type { Prompts } from '../prompt/profilePrompt.ts';
import { estimateMessageTokens, estimateTokens } from '../prompt/tokenEstimate.ts';
import {
  estimateRequests,
  firstMessages,
  PROFILE_STEP,
  writeProfile,
  type PromptLimits,
} from '../prompt/writeProfile.ts';
import type { PromptSettings } from '../source/promptSettings.ts';
import type { AnswerStore } from '../store/answerStore.ts';
import type { ChatAnswer, ChatMessage, ChatModel } from './chatModel.ts';
import { beyondBudget, moneyFor, refuseEstimate, type Budget, type GenerateEstimate } from './costEstimate.ts';
import { PassingError, RefusedError } from './errors.ts';

/** Words of English prose to tokens. */
const TOKENS_PER_WORD = 1.5;
/** So many users in a row without success, and it is the endpoint, not the users. */
const LEAST_FAILURES_IN_A_ROW = 5;
const USERS_PER_TURN = 1000;

export interface GenerateProgress {
  /** Users with a profile, of those that are to have one. */
  readonly done: number;
  readonly total: number;
  readonly note: string | null;
}

export interface GeneratePlan {
  readonly histories: UserHistories;
  readonly prompts: Prompts;
  readonly promptSettings: PromptSettings;
  readonly limits: PromptLimits;
  readonly budget: Budget;
  readonly store: AnswerStore;
}

export interface GenerateOptions {
  readonly model: ChatModel;
  readonly concurrency: number;
  readonly failedUsers: 'refuse' | 'leave-out';
  readonly signal: AbortSignal;
  readonly onProgress: (progress: GenerateProgress) => void;
}

export interface GeneratedProfiles {
  readonly profiles: readonly UserProfile[];
  readonly withoutWordsCount: number;
  readonly failedCount: number;
}

export async function estimateGenerating(plan: GeneratePlan): Promise<GenerateEstimate> {
  const { histories, prompts, promptSettings, limits, store, budget } = plan;
  const answerTokens = Math.min(limits.maxOutputTokens, Math.ceil(promptSettings.words * TOKENS_PER_WORD));
  let requests = 0;
  let promptTokens = 0;
  let storedCount = 0;
  let withoutWordsCount = 0;
  for (let index = 0; index < histories.count; index++) {
    // The store's lock is kept alive between two turns of the event loop.
    if (index % USERS_PER_TURN === 0) await setImmediate();
    const { user, events } = histories.at(index);
    if (store.find(user, PROFILE_STEP) !== null) storedCount++;
    else if (!isDescribed(events)) withoutWordsCount++;
    else {
      const own = estimateRequests(linesOf(events, plan), prompts, limits, answerTokens);
      requests += own.requests;
      promptTokens += own.promptTokens;
    }
  }
  const counts = { promptTokens, completionTokens: requests * answerTokens };
  return {
    ...counts,
    userCount: histories.count,
    storedCount,
    withoutWordsCount,
    requests,
    money: moneyFor(counts, budget.price),
    longestCompletionTokens: requests * limits.maxOutputTokens,
  };
}

/** What is asked first for training user `index`. */
export function firstRequest(plan: GeneratePlan, index: number): readonly ChatMessage[] {
  return firstMessages(linesOf(plan.histories.at(index).events, plan), plan.prompts, plan.limits);
}

/** @throws UserError where the budget does not allow it, the endpoint refuses, or users are left without a profile. */
export async function generateProfiles(plan: GeneratePlan, options: GenerateOptions): Promise<GeneratedProfiles> {
  const { histories, store, budget } = plan;
  const estimate = await estimateGenerating(plan);
  refuseEstimate(estimate, store.totals(), budget);

  const run = new GenerateRun(plan, options, estimate);
  const queue = new PQueue({ concurrency: options.concurrency });
  for (let index = 0; index < histories.count && !run.isOver(); index++) {
    const user = histories.userAt(index);
    if (store.find(user, PROFILE_STEP) !== null) continue;
    const { events } = histories.at(index);
    if (!isDescribed(events)) continue;
    void queue.add(() => run.write(user, events));
    await queue.onSizeLessThan(options.concurrency);
  }
  await queue.onIdle();
  run.throwIfFailed();

  const profiles: UserProfile[] = [];
  for (let index = 0; index < histories.count; index++) {
    const user = histories.userAt(index);
    const answer = store.find(user, PROFILE_STEP);
    if (answer !== null) profiles.push({ user, text: answer.text, source: 'llm' });
  }
  return {
    profiles: orderProfiles(profiles),
    withoutWordsCount: estimate.withoutWordsCount,
    failedCount: run.failures.length,
  };
}

/** The next request would go beyond the budget. */
class BudgetError extends UserError {}

/** Writes users' profiles until something ends it for all. */
class GenerateRun {
  readonly failures: string[] = [];
  readonly #plan: GeneratePlan;
  readonly #options: GenerateOptions;
  readonly #total: number;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** Nothing more is asked; what is asked already is paid for, and waited for. */
  #exhausted: UserError | null = null;
  #done: number;
  #failuresInARow = 0;
  /** At most, of the requests in flight. */
  readonly #inFlight = { promptTokens: 0, completionTokens: 0 };

  constructor(plan: GeneratePlan, options: GenerateOptions, estimate: GenerateEstimate) {
    this.#plan = plan;
    this.#options = options;
    this.#total = estimate.userCount - estimate.withoutWordsCount;
    this.#done = estimate.storedCount;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    this.#report(null);
  }

  isOver(): boolean {
    return this.#signal.aborted || this.#exhausted !== null;
  }

  async write(user: string, events: readonly HistoryEvent[]): Promise<void> {
    if (this.isOver()) return;
    const { prompts, limits } = this.#plan;
    try {
      const lines = linesOf(events, this.#plan);
      await writeProfile(lines, prompts, limits, (step, messages) => this.#ask(user, step, messages));
      this.#failuresInARow = 0;
      this.#done++;
      this.#report(null);
    } catch (error) {
      if (this.isOver()) return;
      if (error instanceof BudgetError) this.#exhausted = error;
      else if (error instanceof PassingError || error instanceof RefusedError) this.#countFailure(error);
      else this.#stop.abort(error);
    }
  }

  /** Of an earlier session, or of the model. */
  async #ask(user: string, step: string, messages: readonly ChatMessage[]): Promise<string> {
    const { store, limits } = this.#plan;
    const known = store.find(user, step);
    if (known !== null) return known.text;
    const promptTokens = estimateMessageTokens(messages);
    this.#inFlight.promptTokens += promptTokens;
    this.#inFlight.completionTokens += limits.maxOutputTokens;
    try {
      this.#refuseSpending();
      const keep = (name: string, answer: ChatAnswer): Promise<void> =>
        store.append({
          user,
          step: name,
          text: answer.text,
          promptTokens: answer.promptTokens ?? promptTokens,
          completionTokens: answer.completionTokens ?? estimateTokens(answer.text),
          areTokensCounted: answer.promptTokens !== null && answer.completionTokens !== null,
          isCut: answer.isCut,
        });
      const answer = await this.#options.model.ask(messages, this.#signal, async (useless) => {
        // Paid for like any other, and the next try costs again.
        await keep(`${step}, useless`, { ...useless, isCut: false });
        this.#refuseSpending();
      });
      await keep(step, answer);
      return answer.text;
    } finally {
      this.#inFlight.promptTokens -= promptTokens;
      this.#inFlight.completionTokens -= limits.maxOutputTokens;
    }
  }

  /** With every request in flight answered at full length, the one about to be sent among them. */
  #refuseSpending(): void {
    const { budget, store } = this.#plan;
    const spent = store.totals();
    const counts = {
      promptTokens: spent.promptTokens + this.#inFlight.promptTokens,
      completionTokens: spent.completionTokens + this.#inFlight.completionTokens,
    };
    const reason = beyondBudget(counts, budget);
    if (reason === null) return;
    throw new BudgetError(
      `The budget is used up: the next request could bring it to ${reason}. ${this.#done} of ${this.#total} profiles are ` +
        'stored; raise the budget, and the same command goes on from there.',
    );
  }

  #countFailure(error: Error): void {
    this.failures.push(error.message);
    this.#failuresInARow++;
    if (this.#failuresInARow < Math.max(LEAST_FAILURES_IN_A_ROW, this.#options.concurrency)) return;
    const stored = `${this.#done} of ${this.#total} profiles are stored; the same command goes on from there.`;
    this.#stop.abort(new UserError(`The model does not answer: ${error.message}. ${stored}`));
  }

  throwIfFailed(): void {
    this.#signal.throwIfAborted();
    if (this.#exhausted !== null) throw this.#exhausted;
    const [first] = this.failures;
    if (first === undefined || this.#options.failedUsers === 'leave-out') return;
    throw new UserError(
      `${this.failures.length} of ${this.#total} profiles could not be had (the first: ${first}); all others are stored. ` +
        'Run the same command again, or go on without these users by "requests: { failedUsers: leave-out }".',
    );
  }

  #report(note: string | null): void {
    this.#options.onProgress({ done: this.#done, total: this.#total, note });
  }
}

function isDescribed(events: readonly HistoryEvent[]): boolean {
  return events.some(({ text }) => hasWords(text));
}

function linesOf(events: readonly HistoryEvent[], { histories, promptSettings }: GeneratePlan): string[] {
  return events.map((event) => eventLine(event, histories.scale, promptSettings.descriptionWords));
}
