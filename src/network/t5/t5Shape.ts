/** What a T5 network is made of, by our words for what a Hugging Face config.json says, and the sizes trained from scratch. */

export interface T5Shape {
  readonly vocabularySize: number;
  /** Of hidden states (`d_model`). */
  readonly width: number;
  /** Of one head's queries, keys and values (`d_kv`); heads need not add up to the width. */
  readonly keyWidth: number;
  /** Between the two matrices of a feed-forward layer (`d_ff`). */
  readonly innerWidth: number;
  readonly headCount: number;
  readonly encoderBlockCount: number;
  readonly decoderBlockCount: number;
  /** Relative positions are told apart by so many buckets ... */
  readonly bucketCount: number;
  /** ... up to this distance; what is further shares the last one. */
  readonly maxDistance: number;
  readonly normEpsilon: number;
  /** `relu`: the original; `gated-gelu`: T5 v1.1 and Flan-T5. */
  readonly feedForward: 'relu' | 'gated-gelu';
  /** Whether the head is the embedding table, or `lm_head.weight`. */
  readonly head: 'tied' | 'untied';
  /** Whether hidden states are scaled by width^-0.5 before the head: in the original, not in T5 v1.1. */
  readonly isOutputScaled: boolean;
  readonly padToken: number;
  readonly endToken: number;
  /** What the decoder begins with. */
  readonly startToken: number;
}

export const T5_SIZES = ['nano', 'micro', 'mini', 'small'] as const;
export type T5Size = (typeof T5_SIZES)[number];

type Dimensions = Pick<
  T5Shape,
  'width' | 'keyWidth' | 'innerWidth' | 'headCount' | 'encoderBlockCount' | 'decoderBlockCount'
>;

/** `nano` is for tests, `micro` and `mini` train on a CPU, `small` is t5-small's. */
const DIMENSIONS: Readonly<Record<T5Size, Dimensions>> = {
  nano: { width: 32, keyWidth: 8, innerWidth: 64, headCount: 4, encoderBlockCount: 1, decoderBlockCount: 1 },
  micro: { width: 64, keyWidth: 16, innerWidth: 256, headCount: 4, encoderBlockCount: 2, decoderBlockCount: 2 },
  mini: { width: 128, keyWidth: 32, innerWidth: 512, headCount: 4, encoderBlockCount: 3, decoderBlockCount: 3 },
  small: { width: 512, keyWidth: 64, innerWidth: 2048, headCount: 8, encoderBlockCount: 6, decoderBlockCount: 6 },
};

/** A network of one of our sizes: the original T5's layers and token numbers (padding 0, end 1, start 0). */
export function t5ShapeOfSize(size: T5Size, vocabularySize: number): T5Shape {
  return {
    ...DIMENSIONS[size],
    vocabularySize,
    bucketCount: 32,
    maxDistance: 128,
    normEpsilon: 1e-6,
    feedForward: 'relu',
    head: 'tied',
    isOutputScaled: true,
    padToken: 0,
    endToken: 1,
    startToken: 0,
  };
}
