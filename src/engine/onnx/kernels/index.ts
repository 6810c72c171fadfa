/** Registers every traced kernel with TF.js, and for every other kernel of TF.js a refusal that names it. */
import * as tf from '@tensorflow/tfjs-core';
import { currentCall, SYMBOLIC_BACKEND, SymbolicBackend, TraceError } from '../symbolicBackend.ts';
import { elementwiseKernels } from './elementwise.ts';
import { type KernelTable, runTracedKernel } from './kernel.ts';
import { fusedKernels } from './fused.ts';
import { lookupKernels } from './lookups.ts';
import { reductionKernels } from './reductions.ts';
import { shapeKernels } from './shapes.ts';

const TRACED: KernelTable = {
  ...elementwiseKernels,
  ...shapeKernels,
  ...reductionKernels,
  ...lookupKernels,
  ...fusedKernels,
};

let backend: SymbolicBackend | null = null;

/** Registers backend and kernels on first use. */
export function symbolicBackend(): SymbolicBackend {
  if (backend !== null) return backend;
  const made = new SymbolicBackend();
  for (const [kernelName, kernel] of Object.entries(TRACED)) {
    tf.registerKernel({
      kernelName,
      backendName: SYMBOLIC_BACKEND,
      kernelFunc: ({ inputs, attrs }) => runTracedKernel(kernelName, kernel, made, inputs, attrs),
    });
  }
  for (const kernelName of kernelNames()) {
    if (kernelName in TRACED) continue;
    tf.registerKernel({
      kernelName,
      backendName: SYMBOLIC_BACKEND,
      kernelFunc: () => {
        throw new TraceError(
          `${currentCall()} needs TF.js's kernel ${kernelName}, which cannot be traced. ` +
            'Write it with traced ops, or add it under src/engine/onnx/kernels.',
        );
      },
    });
  }
  tf.registerBackend(SYMBOLIC_BACKEND, () => made, 0);
  backend = made;
  return made;
}

/** TF.js exports each kernel's name as a constant that begins with a capital letter. */
function kernelNames(): string[] {
  return Object.entries(tf as Record<string, unknown>).flatMap(([name, value]) =>
    /^[A-Z]/.test(name) && typeof value === 'string' ? [value] : [],
  );
}
