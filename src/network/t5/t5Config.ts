/** The config.json of a Hugging Face checkpoint: read into a shape, and written again for what was trained here. */
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { T5Shape } from './t5Shape.ts';

const whole = z.int().positive();
const token = z.int().nonnegative();

/** The fields that decide what is computed; the others are passed over. */
const configSchema = z.object({
  model_type: z.string(),
  vocab_size: whole,
  d_model: whole,
  d_kv: whole,
  d_ff: whole,
  num_heads: whole,
  num_layers: whole,
  num_decoder_layers: whole.nullish(),
  relative_attention_num_buckets: whole.default(32),
  relative_attention_max_distance: whole.default(128),
  layer_norm_epsilon: z.number().positive().default(1e-6),
  feed_forward_proj: z.string().default('relu'),
  tie_word_embeddings: z.boolean().default(true),
  /** Written by transformers 5 and later, which calls every head tied. */
  scale_decoder_outputs: z.boolean().optional(),
  pad_token_id: token.nullish(),
  eos_token_id: token.nullish(),
  decoder_start_token_id: token.nullish(),
});

const MODEL_TYPES = ['t5', 'mt5'];

/**
 * @param path Of the file, for messages.
 * @param hasHead Whether the checkpoint has a head of its own.
 * @throws UserError where it is no T5, or one with layers that are not built here.
 */
export function t5ShapeOfConfig(config: unknown, path: string, hasHead: boolean): T5Shape {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) {
    throw new UserError(`"${path}" does not describe a T5 model:\n${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  const { feed_forward_proj: feedForward } = data;
  if (!MODEL_TYPES.includes(data.model_type)) {
    throw new UserError(
      `"${path}" describes a "${data.model_type}" model; only ${MODEL_TYPES.join(' and ')} can be loaded.`,
    );
  }
  if (feedForward !== 'relu' && feedForward !== 'gated-gelu') {
    throw new UserError(
      `"${path}" asks for feed_forward_proj "${feedForward}"; only relu and gated-gelu are built here.`,
    );
  }
  const padToken = data.pad_token_id ?? 0;
  return {
    vocabularySize: data.vocab_size,
    width: data.d_model,
    keyWidth: data.d_kv,
    innerWidth: data.d_ff,
    headCount: data.num_heads,
    encoderBlockCount: data.num_layers,
    decoderBlockCount: data.num_decoder_layers ?? data.num_layers,
    bucketCount: data.relative_attention_num_buckets,
    maxDistance: data.relative_attention_max_distance,
    normEpsilon: data.layer_norm_epsilon,
    feedForward,
    head: hasHead ? 'untied' : 'tied',
    isOutputScaled: data.scale_decoder_outputs ?? data.tie_word_embeddings,
    padToken,
    endToken: data.eos_token_id ?? 1,
    startToken: data.decoder_start_token_id ?? padToken,
  };
}

/** As Hugging Face's libraries read it. */
export function configOfT5Shape(shape: T5Shape): Record<string, unknown> {
  return {
    architectures: ['T5ForConditionalGeneration'],
    model_type: 't5',
    is_encoder_decoder: true,
    vocab_size: shape.vocabularySize,
    d_model: shape.width,
    d_kv: shape.keyWidth,
    d_ff: shape.innerWidth,
    num_heads: shape.headCount,
    num_layers: shape.encoderBlockCount,
    num_decoder_layers: shape.decoderBlockCount,
    relative_attention_num_buckets: shape.bucketCount,
    relative_attention_max_distance: shape.maxDistance,
    layer_norm_epsilon: shape.normEpsilon,
    feed_forward_proj: shape.feedForward,
    tie_word_embeddings: shape.isOutputScaled,
    pad_token_id: shape.padToken,
    eos_token_id: shape.endToken,
    decoder_start_token_id: shape.startToken,
  };
}
