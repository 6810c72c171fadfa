/** Kernels of ONNX Runtime that do in one pass what TF.js needs several for; networks ask for them by name. */
import type { Value } from '../graph.ts';
import type { KernelTable, TracedKernel } from './kernel.ts';
import { reshape, sliceValue } from './shapes.ts';

/** See `src/network/fusedKernels.ts`; the name is repeated here because engines know nothing of networks. */
const layerNorm: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const rows = x.shape.with(-1, 1);
  return graph.nodeWithOutputs(
    {
      op: 'LayerNormalization',
      inputs: [x, input('gamma'), input('beta')],
      attributes: { axis: { int: -1 }, epsilon: { float: attribute<number>('epsilon') } },
    },
    [
      { type: x.type, shape: x.shape },
      { type: 'float32', shape: rows },
      { type: 'float32', shape: rows },
    ],
  );
};

/** Adds nought times one element of each dependency, which no optimiser may take away: it could be infinite. */
const after: TracedKernel = ({ graph, inputs }) => {
  const [x, ...dependencies] = inputs();
  let result: Value = x!;
  for (const dependency of dependencies) {
    const first = sliceValue(
      graph,
      dependency,
      dependency.shape.map(() => 0),
      dependency.shape.map(() => 1),
    );
    const scalar = reshape(graph, first, []);
    const nought = graph.node({ op: 'Mul', inputs: [scalar, graph.scalar(0, 'float32')], type: 'float32', shape: [] });
    result = graph.node({ op: 'Add', inputs: [result, nought], type: 'float32', shape: result.shape });
  }
  return result;
};

export const fusedKernels: KernelTable = { SeqbenchLayerNorm: layerNorm, SeqbenchAfter: after };
