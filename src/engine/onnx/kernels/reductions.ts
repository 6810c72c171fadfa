/** Kernels that reduce axes, and softmax. */
import { backend_util, util } from '@tensorflow/tfjs-core';
import { type GraphBuilder, sizeOf, type Value } from '../graph.ts';
import { castValue } from './elementwise.ts';
import type { KernelTable, TracedKernel } from './kernel.ts';

/** Operators that took their axes as an input from opset 13 on; the others follow in opset 18. All are inputs here. */
function reduceValue(graph: GraphBuilder, op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const [outShape] = backend_util.computeOutAndReduceShapes([...x.shape], [...axes]);
  const shape = keepDims ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : outShape;
  if (axes.length === 0) return x;
  if (x.uniform !== null) {
    return graph.uniform(ofAlike(op, x.uniform, sizeOf(x.shape) / sizeOf(shape)), x.type, shape);
  }
  const attributes = { keepdims: { int: keepDims ? 1 : 0 } };
  return graph.node({ op, inputs: [x, graph.int64s(axes)], attributes, type: x.type, shape });
}

/** What reducing `count` equal values gives. */
function ofAlike(op: string, value: number, count: number): number {
  if (op === 'ReduceSum') return value * count;
  return op === 'ReduceProd' ? value ** count : value;
}

function reduction(op: string): TracedKernel {
  return ({ graph, input, attribute }) => {
    const given = input('x');
    // TF.js sums booleans as integers, and has means of integers as floats.
    const x =
      op === 'ReduceMean'
        ? castValue(graph, given, 'float32')
        : given.type === 'bool'
          ? castValue(graph, given, 'int32')
          : given;
    // TF.js calls it `axis` everywhere but in Max.
    const asked = attribute<number | number[] | undefined>('axis') ?? attribute<number | number[]>('reductionIndices');
    const axes = util.parseAxisParam(asked, [...x.shape]);
    return reduceValue(graph, op, x, axes, attribute<boolean | undefined>('keepDims') ?? false);
  };
}

/** `All` and `Any` of booleans, through the minimum and the maximum of 0 and 1. */
function logicalReduction(op: string): TracedKernel {
  return ({ graph, input, attribute }) => {
    const x = castValue(graph, input('x'), 'int32');
    const axes = util.parseAxisParam(attribute<number | number[]>('axis'), [...x.shape]);
    return castValue(
      graph,
      reduceValue(graph, op, x, axes, attribute<boolean | undefined>('keepDims') ?? false),
      'bool',
    );
  };
}

const softmax: TracedKernel = ({ graph, input, attribute }) => {
  const logits = input('logits');
  const dim = attribute<number>('dim');
  const axis = dim < 0 ? logits.shape.length + dim : dim;
  return graph.node({
    op: 'Softmax',
    inputs: [logits],
    attributes: { axis: { int: axis } },
    type: logits.type,
    shape: logits.shape,
  });
};

const logSoftmax: TracedKernel = ({ graph, input, attribute }) => {
  const logits = input('logits');
  const axis = util.parseAxisParam(attribute<number>('axis'), [...logits.shape])[0]!;
  const attributes = { axis: { int: axis } };
  return graph.node({ op: 'LogSoftmax', inputs: [logits], attributes, type: logits.type, shape: logits.shape });
};

const cumulativeSum: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const attributes = {
    exclusive: { int: attribute<boolean>('exclusive') ? 1 : 0 },
    reverse: { int: attribute<boolean>('reverse') ? 1 : 0 },
  };
  const axis = graph.scalar(attribute<number>('axis'), 'int32');
  return graph.node({ op: 'CumSum', inputs: [x, axis], attributes, type: x.type, shape: x.shape });
};

const argMax: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const axis = util.parseAxisParam(attribute<number>('axis'), [...x.shape])[0]!;
  const attributes = { axis: { int: axis }, keepdims: { int: 0 } };
  const shape = x.shape.toSpliced(axis, 1);
  const found = graph.node({ op: 'ArgMax', inputs: [x], attributes, type: 'int64', shape });
  return castValue(graph, found, 'int32');
};

export const reductionKernels: KernelTable = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: logicalReduction('ReduceMin'),
  Any: logicalReduction('ReduceMax'),
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  Cumsum: cumulativeSum,
  ArgMax: argMax,
};
