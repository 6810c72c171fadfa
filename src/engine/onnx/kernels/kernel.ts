/** What a traced kernel is: TF.js inputs and attributes in, one graph value (or several) out. */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '../graph.ts';
import type { SymbolicBackend } from '../symbolicBackend.ts';

export interface KernelCall {
  readonly graph: GraphBuilder;
  /** The value of a named input; throws if the input is missing. */
  readonly input: (name: string) => Value;
  /** All inputs, for kernels that take a list. */
  readonly inputs: () => Value[];
  /** An attribute of the TF.js kernel; the caller states its type, which TF.js does not keep. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast with a name
  readonly attribute: <T>(name: string) => T;
}

export type TracedKernel = (call: KernelCall) => Value | readonly Value[];
export type KernelTable = Readonly<Record<string, TracedKernel>>;

export function runTracedKernel(
  kernel: TracedKernel,
  backend: SymbolicBackend,
  inputs: NamedTensorInfoMap | TensorInfo[],
  attributes: NamedAttrMap | undefined,
): TensorInfo | TensorInfo[] {
  const byName = inputs as Record<string, TensorInfo | undefined>;
  const result = kernel({
    graph: backend.graph,
    input(name) {
      const tensor = byName[name];
      if (tensor === undefined) throw new Error(`A kernel's input "${name}" is missing.`);
      return backend.graphValue(tensor);
    },
    inputs: () => Object.values(inputs as Record<string, TensorInfo>).map((tensor) => backend.graphValue(tensor)),
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast with a name
    attribute: <T>(name: string) => attributes?.[name] as T,
  });
  return isList(result) ? result.map((value) => backend.register(value)) : backend.register(result);
}

function isList(result: Value | readonly Value[]): result is readonly Value[] {
  return Array.isArray(result);
}
