/** What generating costs, counted while it happens. */

/** Where the time goes: the start graph, the step graph with its cache, the constraint, choosing among continuations. */
export const GENERATION_PARTS = ['encoder', 'decoder', 'mask', 'ranking'] as const;
export type GenerationPart = (typeof GENERATION_PARTS)[number];

export class GenerationCounts {
  requests = 0;
  /** Tokens of prompts, without padding. */
  inputTokens = 0;
  /** Tokens that beams were asked to continue, start tokens counted: rows of the decoder that were not idle. */
  decodedTokens = 0;
  /** Steps of each request, added up; the first belongs to the start graph. */
  decodeSteps = 0;
  /** Runs of the step graph, of several requests each. */
  decoderRuns = 0;
  readonly seconds: Record<GenerationPart, number> = { encoder: 0, decoder: 0, mask: 0, ranking: 0 };

  time<T>(part: GenerationPart, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.seconds[part] += (performance.now() - start) / 1000;
    return result;
  }

  async timeRun<T>(part: GenerationPart, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.seconds[part] += (performance.now() - start) / 1000;
    return result;
  }

  /** Per request, and shares of the time; null before the first request. */
  facts(): Record<string, number | null> {
    const all = GENERATION_PARTS.reduce((sum, part) => sum + this.seconds[part], 0);
    const each = (count: number): number | null => (this.requests === 0 ? null : count / this.requests);
    const share = (part: GenerationPart): number | null => (all === 0 ? null : this.seconds[part] / all);
    return {
      inputTokensPerRequest: each(this.inputTokens),
      decodedTokensPerRequest: each(this.decodedTokens),
      decodeStepsPerRequest: each(this.decodeSteps),
      encoderTimeShare: share('encoder'),
      decoderTimeShare: share('decoder'),
      maskTimeShare: share('mask'),
      rankingTimeShare: share('ranking'),
    };
  }
}
