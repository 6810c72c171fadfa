/** The T5 that writes the items' IDs: from a checkpoint, or of a size and yet to be taught. */
import { UserError } from '../../errors.ts';
import { checkpointFolder } from '../../generation/hubFolder.ts';
import { type StateValue, withoutPrefix, withPrefix } from '../../network/parameters.ts';
import { loadT5Checkpoint } from '../../network/t5/t5Checkpoint.ts';
import { t5Parameters } from '../../network/t5/t5Parameters.ts';
import { type T5Shape, t5ShapeOfSize } from '../../network/t5/t5Shape.ts';
import { ID_GENERATOR } from '../../training/generation/softIdLoss.ts';
import { initialParameters } from '../../training/initialise.ts';
import type { GenerativeModel } from '../generativeModel.ts';
import type { IdGeneratorSettings } from './idGeneratorSettings.ts';

export interface IdGenerator {
  readonly shape: T5Shape;
  /** That it begins with, by the names of a network of its own. */
  readonly parameters: Readonly<Record<string, StateValue>>;
  /** From scratch, it has to be taught before it can write. */
  readonly isFromScratch: boolean;
}

/** @throws UserError where a checkpoint does not know the recommender's tokens. */
export async function openIdGenerator(
  settings: IdGeneratorSettings,
  recommender: GenerativeModel,
  seed: number,
): Promise<IdGenerator> {
  const { shape, tokenizer } = recommender;
  if (settings.checkpoint !== null) {
    const checkpoint = await loadT5Checkpoint(await checkpointFolder(settings.checkpoint));
    const hasSameTokens =
      JSON.stringify(checkpoint.tokenizer.files.tokenizer) === JSON.stringify(tokenizer.files.tokenizer) &&
      checkpoint.shape.vocabularySize === shape.vocabularySize;
    if (!hasSameTokens) {
      throw new UserError(
        `The ID generator "${settings.checkpoint}" has other tokens than the recommender, which could not read what it ` +
          'writes. Let both begin with checkpoints of one family, by settings.checkpoint and settings.idGenerator.checkpoint.',
      );
    }
    return { shape: checkpoint.shape, parameters: checkpoint.parameters, isFromScratch: false };
  }
  const { padToken, endToken, startToken } = shape;
  const own: T5Shape =
    settings.size === null
      ? shape
      : { ...t5ShapeOfSize(settings.size, shape.vocabularySize), padToken, endToken, startToken };
  // After the recommender's, whose weights it must not begin with.
  const specs = { ...t5Parameters(shape), ...withPrefix(t5Parameters(own), ID_GENERATOR) };
  return { shape: own, parameters: withoutPrefix(initialParameters(specs, seed), ID_GENERATOR), isFromScratch: true };
}
