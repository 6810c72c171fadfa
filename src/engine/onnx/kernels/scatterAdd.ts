/**
 * Sums of updates by index. On the CPU, ONNX Runtime's ScatterND adds from several threads at once and, where an index
 * comes twice, loses updates. Here every sum is made by one thread: ScatterND keeps to the calling thread while its work
 * is below what starting others costs, and ScatterElements always does.
 */
import { type GraphBuilder, sizeOf, type Value } from '../graph.ts';
import type { OnnxType } from '../proto.ts';
import { castValue } from './elementwise.ts';
import { reshape, sliceValue } from './shapes.ts';

/** Elements per ScatterND: a tenth of those from which ONNX Runtime 1.30 begins to split the work. */
const LARGEST_CALL = 20_000;

/** Zeros of `shape`, and added to them `updates` [count, ...rest of shape] at `indices` [count, depth]. */
export function scatterAdd(graph: GraphBuilder, shape: readonly number[], indices: Value, updates: Value): Value {
  if (indices.shape[0] === 0) return graph.uniform(0, updates.type, shape);
  const zeros = zerosOfRun(graph, shape, indices, updates.type);
  if (graph.addsAtomically) return scatterRows(graph, zeros, indices, updates);
  const [count, depth] = indices.shape as [number, number];
  const rest = shape.slice(depth);
  const callRows = Math.max(1, Math.floor(LARGEST_CALL / sizeOf(rest)));
  // ScatterElements takes some eight times as long; but every ScatterND after the first copies the whole table.
  const copied = (Math.ceil(count / callRows) - 1) * sizeOf(shape);
  if (depth === 1 && copied > sizeOf(updates.shape)) return scatterElements(graph, zeros, indices, updates);
  let sums = zeros;
  for (let row = 0; row < count; row += callRows) {
    const rows = (value: Value): Value => {
      const [, ...sizes] = value.shape;
      return sliceValue(graph, value, [row, ...sizes.map(() => 0)], [Math.min(callRows, count - row), ...sizes]);
    };
    sums = scatterRows(graph, sums, rows(indices), rows(updates));
  }
  return sums;
}

/**
 * Zeros that come to be when the graph runs: ONNX Runtime keeps what it can compute beforehand, for every graph a whole table.
 * @param indices Any integers, at least one.
 */
function zerosOfRun(graph: GraphBuilder, shape: readonly number[], indices: Value, type: OnnxType): Value {
  const corner = sliceValue(
    graph,
    indices,
    indices.shape.map(() => 0),
    indices.shape.map(() => 1),
  );
  const first = reshape(graph, corner, [1]);
  const zero = graph.node({ op: 'Sub', inputs: [first, first], type: 'int64', shape: [1] });
  const inputs = [castValue(graph, zero, type), graph.int64s(shape)];
  return graph.node({ op: 'Expand', inputs, type, shape });
}

function scatterRows(graph: GraphBuilder, sums: Value, indices: Value, updates: Value): Value {
  const attributes = { reduction: { string: 'add' } };
  const { type, shape } = sums;
  return graph.node({ op: 'ScatterND', inputs: [sums, indices, updates], attributes, type, shape });
}

function scatterElements(graph: GraphBuilder, sums: Value, indices: Value, updates: Value): Value {
  const leading = reshape(graph, indices, [indices.shape[0]!, ...updates.shape.slice(1).map(() => 1)]);
  const everywhere = graph.node({
    op: 'Expand',
    inputs: [leading, graph.int64s(updates.shape)],
    type: 'int64',
    shape: updates.shape,
  });
  const attributes = { axis: { int: 0 }, reduction: { string: 'add' } };
  const { type, shape } = sums;
  return graph.node({ op: 'ScatterElements', inputs: [sums, everywhere, updates], attributes, type, shape });
}
