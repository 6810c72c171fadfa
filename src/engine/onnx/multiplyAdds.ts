/**
 * Counts the multiply-adds of a node's matrix products from its shapes: the part of a graph's work that grows with the
 * square of a width. Element by element work is not counted.
 */
import { type NodeRequest, sizeOf, type Value } from './graph.ts';

type CountedNode = Pick<NodeRequest, 'op' | 'domain' | 'inputs' | 'attributes'>;

type Count = (node: CountedNode, output: Pick<Value, 'shape'>) => number;

const product: Count = ({ inputs, attributes }, output) => {
  const { shape } = inputs[0]!;
  const isTransposed = (attributes?.transA as { int: number } | undefined)?.int === 1;
  return sizeOf(output.shape) * shape.at(isTransposed ? -2 : -1)!;
};

/** Queries times keys, and weights times values. Shapes [batch, time, width]. */
const attention: Count = ({ inputs }) => {
  const [query, key] = [inputs[0]!, inputs[1]!];
  return 2 * sizeOf(query.shape) * key.shape.at(-2)!;
};

const STANDARD: Readonly<Record<string, Count>> = { MatMul: product, Gemm: product };

/** All of ONNX Runtime's own operators that kernels use: what is fused there may hide products. */
const CONTRIBUTED: Readonly<Record<string, Count>> = { FusedMatMul: product, MultiHeadAttention: attention };

/** @throws for an operator of ONNX Runtime's own that is not listed here. */
export function multiplyAdds(node: CountedNode, output: Pick<Value, 'shape'>): number {
  if (node.domain !== 'com.microsoft') return STANDARD[node.op]?.(node, output) ?? 0;
  const count = CONTRIBUTED[node.op];
  if (count === undefined) throw new Error(`"${node.op}" has no count of multiply-adds; add it to multiplyAdds.ts.`);
  return count(node, output);
}
