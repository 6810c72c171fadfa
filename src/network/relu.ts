/** max(x, 0), whose gradient looks at what came out, so that what went in can be let go and written over. */
import * as tf from '@tensorflow/tfjs-core';

export function relu(x: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const output = tf.relu(input);
    save([output]);
    return {
      value: output,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.step(saved[0]!)),
    };
  });
  return operation(x);
}
