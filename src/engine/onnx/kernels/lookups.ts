/** Matrix products, gathers, scatters and top-k. */
import { backend_util, util } from '@tensorflow/tfjs-core';
import { type GraphBuilder, sizeOf, type Value } from '../graph.ts';
import { TraceError } from '../symbolicBackend.ts';
import { castValue } from './elementwise.ts';
import type { KernelTable, TracedKernel } from './kernel.ts';
import { scatterAdd } from './scatterAdd.ts';
import { reshape } from './shapes.ts';

/** `alpha * op(a) * op(b)`; transposes of the last two axes cost nothing. */
export function matrixProduct(
  graph: GraphBuilder,
  a: Value,
  b: Value,
  transposeA: boolean,
  transposeB: boolean,
): Value {
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = backend_util.assertAndGetBroadcastShape([...a.shape.slice(0, -2)], [...b.shape.slice(0, -2)]);
  const shape = [...batch, rows, columns];
  if (!transposeA && !transposeB) return graph.node({ op: 'MatMul', inputs: [a, b], type: 'float32', shape });
  const attributes = { transA: { int: transposeA ? 1 : 0 }, transB: { int: transposeB ? 1 : 0 } };
  // Gemm is the one that ONNX Runtime fuses further for matrices; FusedMatMul takes batches.
  if (shape.length === 2) return graph.node({ op: 'Gemm', inputs: [a, b], attributes, type: 'float32', shape });
  return graph.node({ op: 'FusedMatMul', domain: 'com.microsoft', inputs: [a, b], attributes, type: 'float32', shape });
}

const batchMatMul: TracedKernel = ({ graph, input, attribute }) =>
  matrixProduct(graph, input('a'), input('b'), attribute<boolean>('transposeA'), attribute<boolean>('transposeB'));

const gather: TracedKernel = ({ graph, input, attribute }) => {
  const [x, indices] = [input('x'), input('indices')];
  if ((attribute<number | undefined>('batchDims') ?? 0) !== 0) {
    throw new TraceError('tf.gather with batchDims has no traced kernel; flatten the indices and gather rows.');
  }
  const axis = util.parseAxisParam(attribute<number>('axis'), [...x.shape])[0]!;
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return graph.node({ op: 'Gather', inputs: [x, indices], attributes: { axis: { int: axis } }, type: x.type, shape });
};

const gatherNd: TracedKernel = ({ graph, input }) => {
  const [x, indices] = [input('params'), input('indices')];
  const depth = indices.shape.at(-1)!;
  const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)];
  return graph.node({ op: 'GatherND', inputs: [x, castValue(graph, indices, 'int64')], type: x.type, shape });
};

/**
 * Adds rows of `x` into the rows that `segmentIds` name (any shape: its axes lead those of `x`). Ids are from 0 to below the
 * number of rows: TF.js leaves others out, which a graph does not check.
 */
const unsortedSegmentSum: TracedKernel = ({ graph, input, attribute }) => {
  const [x, segmentIds] = [input('x'), input('segmentIds')];
  const rows = attribute<number>('numSegments');
  const rest = x.shape.slice(segmentIds.shape.length);
  const count = sizeOf(segmentIds.shape);
  const indices = castValue(graph, reshape(graph, segmentIds, [count, 1]), 'int64');
  return scatterAdd(graph, [rows, ...rest], indices, reshape(graph, x, [count, ...rest]));
};

const scatterNd: TracedKernel = ({ graph, input, attribute }) =>
  scatterAdd(graph, attribute<number[]>('shape'), castValue(graph, input('indices'), 'int64'), input('updates'));

const tensorScatterUpdate: TracedKernel = ({ graph, input }) => {
  const [base, indices, updates] = [input('tensor'), castValue(graph, input('indices'), 'int64'), input('updates')];
  const { type, shape } = base;
  if (shape.length === 1 && !graph.addsAtomically) {
    // On the CPU, ScatterND copies what it updates; ScatterElements writes into it where nobody else reads it.
    const inputs = [base, reshape(graph, indices, updates.shape), updates];
    return graph.node({ op: 'ScatterElements', inputs, attributes: { axis: { int: 0 } }, type, shape });
  }
  return graph.node({ op: 'ScatterND', inputs: [base, indices, updates], type, shape });
};

/** Equal values are ordered by the lower index, in ONNX as in TF.js. */
const topK: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const k = attribute<number>('k');
  const shape = [...x.shape.slice(0, -1), k];
  const attributes = { axis: { int: -1 }, largest: { int: 1 }, sorted: { int: 1 } };
  const [values, indices] = graph.nodeWithOutputs({ op: 'TopK', inputs: [x, graph.int64s([k])], attributes }, [
    { type: x.type, shape },
    { type: 'int64', shape },
  ]);
  return [values!, castValue(graph, indices!, 'int32')];
};

export const lookupKernels: KernelTable = {
  BatchMatMul: batchMatMul,
  GatherV2: gather,
  GatherNd: gatherNd,
  UnsortedSegmentSum: unsortedSegmentSum,
  ScatterNd: scatterNd,
  TensorScatterUpdate: tensorScatterUpdate,
  TopK: topK,
};
