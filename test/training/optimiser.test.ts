import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/openEngine.ts';
import { optimiserInputs, type OptimiserSettings, optimiserState } from '../../src/training/optimiser.ts';
import { trainingProgram } from '../../src/training/trainingProgram.ts';

const START = [1.5, -0.7, 0.2];

/** Gradient of sum(x^4 / 4 + i x), the loss below. */
const gradientAt = (x: number[]): number[] => x.map((value, index) => value ** 3 + index);

/** The published algorithms, in doubles. */
function byTheBook(
  { beta1, beta2, epsilon, weightDecay, clipNorm, stepFactors }: OptimiserSettings,
  rate: number,
  steps: number,
): number[] {
  const factor = stepFactors?.x ?? 1;
  let x = [...START];
  let m = x.map(() => 0);
  let v = x.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    let g = gradientAt(x);
    const norm = Math.hypot(...g);
    if (clipNorm !== null && norm > clipNorm) g = g.map((value) => (value * clipNorm) / (norm + 1e-6));
    m = m.map((value, i) => beta1 * value + (1 - beta1) * g[i]!);
    v = v.map((value, i) => beta2 * value + (1 - beta2) * g[i]! ** 2);
    x = x.map((value, i) => {
      const mean = m[i]! / (1 - beta1 ** t);
      const variance = v[i]! / (1 - beta2 ** t);
      return value - rate * weightDecay * value - (factor * rate * mean) / (Math.sqrt(variance) + epsilon);
    });
  }
  return x;
}

const base: OptimiserSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clipNorm: null };

describe('the optimiser', () => {
  it.each([
    ['Adam', base],
    ['AdamW', { ...base, weightDecay: 0.1 }],
    ['Adam with clipping', { ...base, clipNorm: 0.5 }],
    ['AdamW with longer steps', { ...base, weightDecay: 0.1, stepFactors: { x: 3, y: 5 } }],
    ['Adam with a large epsilon and other betas', { ...base, epsilon: 0.1, beta1: 0.5, beta2: 0.98 }],
  ] as const)('%s does what its paper says for 25 steps', async (_name, settings) => {
    const engine = await openEngine('onnx', { threads: 1 });
    const parameters = { x: { spec: { shape: [3], dtype: 'float32' as const }, values: Float32Array.from(START) } };
    const state = engine.createState({ ...parameters, ...optimiserState(parameters) });
    const step = {
      name: 'quartic',
      inputs: {},
      loss: ({ x }: Readonly<Record<string, tf.Tensor>>) => ({
        loss: tf.sum<tf.Scalar>(tf.add(tf.div(tf.square(tf.square(x!)), 4), tf.mul(x!, tf.tensor1d([0, 1, 2])))),
      }),
    };
    const program = await engine.compile(trainingProgram(step, ['x'], settings), state);
    for (let t = 1; t <= 25; t++) await program.run(optimiserInputs(settings, 0.05, t));
    const expected = byTheBook(settings, 0.05, 25);
    [...(await state.read('x'))].forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
  });
});
