/** Kernels of ONNX Runtime that do in one pass what TF.js needs several for; networks ask for them by name. */
import type { KernelTable, TracedKernel } from './kernel.ts';

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

export const fusedKernels: KernelTable = { SeqbenchLayerNorm: layerNorm };
