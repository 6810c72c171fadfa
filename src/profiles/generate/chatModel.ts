/** A language model that answers chats, wherever it runs. */

export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

export interface ChatAnswer {
  /** Never empty. */
  readonly text: string;
  /** As the model counted them; null where it does not say. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** Whether the answer ended only because it had reached its longest length. */
  readonly isCut: boolean;
}

export interface ChatModel {
  /** @throws PassingError where a later try may succeed, UserError where it cannot. */
  ask(messages: readonly ChatMessage[], signal: AbortSignal): Promise<ChatAnswer>;
  dispose(): Promise<void>;
}

/** Models that reason aloud put their thoughts before the answer, between tags. */
export function withoutThoughts(text: string): string {
  return text.replace(/^\s*<think>[\s\S]*?(<\/think>|$)/u, '').trim();
}
