/** Kernels that move elements about: reshape, transpose, slice, join, repeat, fill. */
import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import { type GraphBuilder, sameShape, sizeOf, type Value } from '../graph.ts';
import { onnxType, TraceError } from '../symbolicBackend.ts';
import type { KernelTable, TracedKernel } from './kernel.ts';

export function reshape(graph: GraphBuilder, value: Value, shape: readonly number[]): Value {
  if (sameShape(value.shape, shape)) return value;
  if (value.uniform !== null) return graph.uniform(value.uniform, value.type, shape);
  return graph.node({ op: 'Reshape', inputs: [value, graph.int64s(shape)], type: value.type, shape });
}

export function transpose(graph: GraphBuilder, value: Value, permutation: readonly number[]): Value {
  const shape = permutation.map((axis) => value.shape[axis]!);
  if (permutation.every((axis, index) => axis === index)) return value;
  if (value.uniform !== null) return graph.uniform(value.uniform, value.type, shape);
  return graph.node({
    op: 'Transpose',
    inputs: [value],
    attributes: { perm: { ints: permutation } },
    type: value.type,
    shape,
  });
}

const transposeKernel: TracedKernel = ({ graph, input, attribute }) =>
  transpose(graph, input('x'), attribute<number[]>('perm'));

const reshapeKernel: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  return reshape(graph, x, util.inferFromImplicitShape(attribute<number[]>('shape'), sizeOf(x.shape)));
};

const expandDims: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('input');
  const dim = attribute<number>('dim');
  const axis = dim < 0 ? x.shape.length + 1 + dim : dim;
  return reshape(graph, x, x.shape.toSpliced(axis, 0, 1));
};

/** Unit-stride slice of every axis. */
export function sliceValue(graph: GraphBuilder, x: Value, begin: readonly number[], size: readonly number[]): Value {
  if (x.uniform !== null) return graph.uniform(x.uniform, x.type, size);
  const axes = x.shape.map((_, axis) => axis).filter((axis) => begin[axis] !== 0 || size[axis] !== x.shape[axis]);
  if (axes.length === 0) return x;
  const starts = graph.int64s(axes.map((axis) => begin[axis]!));
  const ends = graph.int64s(axes.map((axis) => begin[axis]! + size[axis]!));
  return graph.node({ op: 'Slice', inputs: [x, starts, ends, graph.int64s(axes)], type: x.type, shape: size });
}

const slice: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const [begin, size] = slice_util.parseSliceParams(
    // Only the shape is looked at.
    { shape: [...x.shape], rank: x.shape.length } as never,
    attribute<number[]>('begin'),
    attribute<number[]>('size'),
  );
  return sliceValue(graph, x, begin!, size!);
};

const split: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const axis = util.parseAxisParam(attribute<number>('axis'), [...x.shape])[0]!;
  const asked = attribute<number | number[]>('numOrSizeSplits');
  // Only the shape is looked at.
  const sizes = backend_util.prepareSplitSize({ shape: [...x.shape] } as never, asked, axis);
  let start = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, at) => (at === axis ? start : 0));
    start += size;
    return sliceValue(graph, x, begin, x.shape.with(axis, size));
  });
};

function concatenate(graph: GraphBuilder, values: readonly Value[], axis: number): Value {
  const first = values[0]!;
  const total = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
  if (values.length === 1) return first;
  const shape = first.shape.with(axis, total);
  return graph.node({ op: 'Concat', inputs: values, attributes: { axis: { int: axis } }, type: first.type, shape });
}

const concat: TracedKernel = ({ graph, inputs, attribute }) => {
  const values = inputs();
  const axis = util.parseAxisParam(attribute<number>('axis'), [...values[0]!.shape])[0]!;
  const filled = values.filter((value) => sizeOf(value.shape) > 0);
  return filled.length === 0 ? values[0]! : concatenate(graph, filled, axis);
};

const pack: TracedKernel = ({ graph, inputs, attribute }) => {
  const values = inputs();
  const asked = attribute<number>('axis');
  const axis = asked < 0 ? values[0]!.shape.length + 1 + asked : asked;
  return concatenate(
    graph,
    values.map((value) => reshape(graph, value, value.shape.toSpliced(axis, 0, 1))),
    axis,
  );
};

const unpack: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('value');
  const axis = util.parseAxisParam(attribute<number>('axis'), [...x.shape])[0]!;
  return Array.from({ length: x.shape[axis]! }, (_, index) => {
    const begin = x.shape.map((_size, at) => (at === axis ? index : 0));
    return reshape(graph, sliceValue(graph, x, begin, x.shape.with(axis, 1)), x.shape.toSpliced(axis, 1));
  });
};

const pad: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const paddings = attribute<[number, number][]>('paddings');
  const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  const pads = graph.int64s([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
  const filler = graph.scalar(attribute<number>('constantValue'), x.type);
  return graph.node({ op: 'Pad', inputs: [x, pads, filler], type: x.type, shape });
};

const tile: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const repeats = attribute<number[]>('reps');
  const shape = x.shape.map((size, axis) => size * repeats[axis]!);
  if (x.uniform !== null) return graph.uniform(x.uniform, x.type, shape);
  if (sameShape(shape, x.shape)) return x;
  return graph.node({ op: 'Tile', inputs: [x, graph.int64s(repeats)], type: x.type, shape });
};

const broadcastTo: TracedKernel = ({ graph, input, attribute }) => {
  const x = input('x');
  const shape = attribute<number[]>('shape');
  if (x.uniform !== null) return graph.uniform(x.uniform, x.type, shape);
  return graph.node({ op: 'Expand', inputs: [x, graph.int64s(shape)], type: x.type, shape });
};

const fill: TracedKernel = ({ graph, attribute }) => {
  const number = attribute<number | string>('value');
  if (typeof number === 'string') throw new TraceError('tf.fill with a string has no place in a graph.');
  return graph.uniform(
    number,
    onnxType(attribute<'float32' | undefined>('dtype') ?? 'float32'),
    attribute<number[]>('shape'),
  );
};

const range: TracedKernel = ({ graph, attribute }) => {
  const [start, stop, step] = [attribute<number>('start'), attribute<number>('stop'), attribute<number>('step')];
  // As TF.js has it, which counts down by itself.
  const stride = stop < start && step === 1 ? -1 : step;
  const length = Math.max(0, Math.ceil((stop - start) / stride));
  const numbers = Array.from({ length }, (_, index) => start + index * stride);
  const type = onnxType(attribute<'float32' | 'int32'>('dtype'));
  const array = type === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers);
  return graph.constant(type, [length], new Uint8Array(array.buffer));
};

export const shapeKernels: KernelTable = {
  Identity: ({ input }) => input('x'),
  Reshape: reshapeKernel,
  ExpandDims: expandDims,
  Transpose: transposeKernel,
  Slice: slice,
  SplitV: split,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  PadV2: pad,
  Tile: tile,
  BroadcastTo: broadcastTo,
  Fill: fill,
  Range: range,
  ZerosLike: ({ graph, input }) => graph.uniform(0, input('x').type, input('x').shape),
  OnesLike: ({ graph, input }) => graph.uniform(1, input('x').type, input('x').shape),
};
