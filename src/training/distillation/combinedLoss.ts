/** The loss of the distillation phase: the paper's equations 1 to 3. */
import * as tf from '@tensorflow/tfjs-core';

export interface LossWeights {
  /** Share of the distillation error; the model's own loss has the rest. */
  readonly alpha: number;
  /**
   * `dynamic`: detach(L_model / L_distill), anew for every batch, so that the two terms are of one size. A number: as it
   * is; 1 leaves the error unscaled.
   */
  readonly beta: 'dynamic' | number;
}

/** Added to the divisor of beta, as in the ECIR 2026 release. */
const EPSILON = 1e-8;
/** An error below this is that of a batch without any profile, which has no beta. */
const NO_ERROR = 1e-12;

export interface CombinedLoss {
  readonly loss: tf.Scalar;
  readonly beta: tf.Scalar;
}

/** alpha beta error + (1 - alpha) modelLoss, with a gradient that takes beta for a constant. */
export function combinedLoss({ alpha, beta }: LossWeights, modelLoss: tf.Scalar, error: tf.Scalar): CombinedLoss {
  const scale = beta === 'dynamic' ? detachedRatio(modelLoss, error) : tf.scalar(beta);
  const loss = tf.add<tf.Scalar>(tf.mul(tf.mul(error, scale), alpha), tf.mul(modelLoss, 1 - alpha));
  return { loss, beta: scale };
}

function detachedRatio(modelLoss: tf.Scalar, error: tf.Scalar): tf.Scalar {
  const ratio = tf.customGrad((...args) => {
    const [above, below] = args as [tf.Scalar, tf.Scalar];
    const hasError = tf.cast(tf.greater(below, NO_ERROR), 'float32');
    return {
      value: tf.mul<tf.Scalar>(tf.div(above, tf.add(below, EPSILON)), hasError),
      gradFunc: (dy: tf.Tensor) => [tf.zerosLike(dy), tf.zerosLike(dy)],
    };
  });
  return ratio(modelLoss, error) as tf.Scalar;
}
