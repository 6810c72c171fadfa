/** What a traced kernel is: TF.js inputs and attributes in, one graph value (or several) out. */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '../graph.ts';
import { currentCall, type SymbolicBackend, TraceError } from '../symbolicBackend.ts';

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

/** @param name TF.js' name of the kernel. @throws TraceError naming call and kernel where the kernel cannot do this. */
export function runTracedKernel(
  name: string,
  kernel: TracedKernel,
  backend: SymbolicBackend,
  inputs: NamedTensorInfoMap | TensorInfo[],
  attributes: NamedAttrMap | undefined,
): TensorInfo | TensorInfo[] {
  const byName = inputs as Record<string, TensorInfo | undefined>;
  const result = named(name, () =>
    kernel({
      graph: backend.graph,
      input(wanted) {
        const tensor = byName[wanted];
        if (tensor === undefined) throw new Error(`its input "${wanted}" is missing`);
        return backend.graphValue(tensor);
      },
      inputs: () => Object.values(inputs as Record<string, TensorInfo>).map((tensor) => backend.graphValue(tensor)),
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast with a name
      attribute: <T>(attribute: string) => attributes?.[attribute] as T,
    }),
  );
  return isList(result) ? result.map((value) => backend.register(value)) : backend.register(result);
}

function named<T>(name: string, trace: () => T): T {
  try {
    return trace();
  } catch (error) {
    if (error instanceof TraceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TraceError(`${currentCall()}, kernel ${name}, cannot be traced: ${reason}.`, { cause: error });
  }
}

function isList(result: Value | readonly Value[]): result is readonly Value[] {
  return Array.isArray(result);
}
