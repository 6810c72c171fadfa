/** Programs that answer: encode, score, mask and rank in one for batches; encode and score for a single history. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program, TensorSpec } from '../engine/engine.ts';
import { NO_DROPOUT } from '../network/dropout.ts';
import { packedSpecs, packedTensors } from '../network/packedTensors.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';

/** Everything that fixes the shapes of a ranking graph. */
export interface RecommendShape {
  readonly rowCount: number;
  readonly rowLength: number;
  readonly historyCount: number;
  /** Room for pairs (history, item) that may not be recommended; 0: nothing is masked. */
  readonly maskedCount: number;
  readonly k: number;
}

/**
 * Inputs besides the packed histories: `lastSlots` [histories], the slot of each history's last item; `occupied`
 * [histories], 0 for an empty history (it scores every item 0); `masked` [maskedCount, 2], pairs of history and item
 * row, of which any number may be the same. Outputs: `rows` and `scores` [histories, k], best first.
 */
export function recommendProgram(model: SequentialModel, shape: RecommendShape): Program {
  const { rowCount, rowLength, historyCount, maskedCount, k } = shape;
  const masked: Record<string, TensorSpec> =
    maskedCount === 0 ? {} : { masked: { shape: [maskedCount, 2], dtype: 'int32' } };
  return {
    name: `recommend ${Object.values(shape).join('x')}`,
    inputs: {
      ...packedSpecs(rowCount, rowLength),
      lastSlots: { shape: [historyCount], dtype: 'int32' },
      occupied: { shape: [historyCount], dtype: 'float32' },
      ...masked,
    },
    run(parameters, inputs) {
      const { hidden } = model.encode(parameters, packedTensors(inputs), NO_DROPOUT);
      const last = tf.mul(
        tf.gather(hidden, inputs.lastSlots as tf.Tensor1D),
        tf.reshape(inputs.occupied!, [historyCount, 1]),
      );
      const { table, bias } = model.output(parameters);
      const products = tf.matMul(last as tf.Tensor2D, table, false, true);
      const scores = bias === null ? products : tf.add(products, bias);
      const allowed =
        maskedCount === 0
          ? scores
          : tf.tensorScatterUpdate(scores, inputs.masked!, tf.fill([maskedCount], Number.NEGATIVE_INFINITY));
      const best = tf.topk(allowed, k, true);
      return { outputs: { rows: best.indices, scores: best.values } };
    },
  };
}

/**
 * Scores of every item for one history of at most `rowLength` items. Ranking one row is left to the host, which passes
 * over seen items on the way: no shape depends on their number. Input `last` [1]: slot of the last item. Output
 * `scores` [items].
 */
export function scoreProgram(model: SequentialModel, rowLength: number): Program {
  return {
    name: `score ${rowLength}`,
    inputs: { ...packedSpecs(1, rowLength), last: { shape: [1], dtype: 'int32' } },
    run(parameters, inputs) {
      const { hidden } = model.encode(parameters, packedTensors(inputs), NO_DROPOUT);
      const { table, bias } = model.output(parameters);
      const products = tf.matMul(tf.gather(hidden, inputs.last as tf.Tensor1D), table, false, true);
      return { outputs: { scores: tf.reshape(bias === null ? products : tf.add(products, bias), [model.itemCount]) } };
    },
  };
}
