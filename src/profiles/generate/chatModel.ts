/** A language model that answers chats, wherever it runs. */

export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

export interface ChatAnswer {
  /** Never empty, but of a useless answer. */
  readonly text: string;
  /** As the model counted them; null where it does not say. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** Whether the answer ended only because it had reached its longest length. */
  readonly isCut: boolean;
}

export interface ChatModel {
  /**
   * @param onUseless Told of answers that hold no text outside of thoughts, before they are asked for again; what it
   *   throws ends the asking.
   * @throws PassingError where a later try may succeed, UserError where it cannot.
   */
  ask(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    onUseless?: (answer: ChatAnswer) => Promise<void>,
  ): Promise<ChatAnswer>;
  dispose(): Promise<void>;
}

/** Models that reason aloud put their thoughts before the answer, between tags. */
export function withoutThoughts(text: string): string {
  return text.replace(/^\s*<think>[\s\S]*?(<\/think>|$)/u, '').trim();
}
