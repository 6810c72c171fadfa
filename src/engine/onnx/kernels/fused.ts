/** Kernels of ONNX Runtime that do in one pass what TF.js needs several for; networks ask for them by name. */
import type { Value } from '../graph.ts';
import type { KernelTable, TracedKernel } from './kernel.ts';
import { sliceValue } from './shapes.ts';

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

/**
 * ONNX Runtime's name for the root mean square norm; its second output is 1 / sqrt(mean of squares + epsilon). No values
 * where that is not put out.
 */
const rmsNorm: TracedKernel = ({ graph, input, attribute }) => {
  if (!graph.putsOutRoots) return [];
  const x = input('x');
  return graph.nodeWithOutputs(
    {
      op: 'SimplifiedLayerNormalization',
      inputs: [x, input('gain')],
      attributes: { axis: { int: -1 }, epsilon: { float: attribute<number>('epsilon') }, stash_type: { int: 1 } },
    },
    [
      { type: x.type, shape: x.shape },
      { type: 'float32', shape: x.shape.with(-1, 1) },
    ],
  );
};

/** Adds nought times one element of each dependency, which no optimiser may take away: it could be infinite. */
const after: TracedKernel = ({ graph, inputs }) => {
  const [x, ...dependencies] = inputs() as [Value, ...Value[]];
  const elements = dependencies.map((dependency) => {
    const { shape } = dependency;
    return sliceValue(
      graph,
      dependency,
      shape.map(() => 0),
      shape.map(() => 1),
    );
  });
  // The elements have as many axes as the largest dependency, all of size 1, and broadcast.
  const axes = Math.max(...elements.map(({ shape }) => shape.length));
  const shape = new Array<number>(axes).fill(1);
  const sum = graph.node({ op: 'Sum', inputs: elements, type: 'float32', shape });
  const nought = graph.node({ op: 'Mul', inputs: [sum, graph.scalar(0, 'float32')], type: 'float32', shape });
  return graph.node({ op: 'Add', inputs: [x, nought], type: 'float32', shape: x.shape });
};

const attention: TracedKernel = ({ graph, input, attribute }) => {
  const query = input('query');
  return graph.node({
    op: 'MultiHeadAttention',
    domain: 'com.microsoft',
    // Between them: the biases of the projections, which are in the projections already, and a mask by length.
    inputs: [query, input('key'), input('value'), null, null, input('bias')],
    attributes: { num_heads: { int: attribute<number>('headCount') } },
    type: query.type,
    shape: query.shape,
  });
};

const sumOfSquares: TracedKernel = ({ graph, input }) => {
  const x = input('x');
  const attributes = { keepdims: { int: 0 } };
  return graph.node({ op: 'ReduceSumSquare', inputs: [x], attributes, type: x.type, shape: [] });
};

/** No values where the graph has to compute the update itself. */
const adam: TracedKernel = ({ graph, input, attribute }) =>
  graph.updateInPlace({
    parameter: input('parameter'),
    firstMoment: input('firstMoment'),
    secondMoment: input('secondMoment'),
    gradient: input('gradient'),
    scale: input('scale'),
    stepSize: input('stepSize'),
    stepEpsilon: input('stepEpsilon'),
    kept: input('kept'),
    beta1: attribute<number>('beta1'),
    beta2: attribute<number>('beta2'),
  }) ?? [];

export const fusedKernels: KernelTable = {
  SeqbenchAdam: adam,
  SeqbenchSumOfSquares: sumOfSquares,
  SeqbenchAttention: attention,
  SeqbenchLayerNorm: layerNorm,
  SeqbenchRmsNorm: rmsNorm,
  SeqbenchAfter: after,
};
