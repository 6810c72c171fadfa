/**
 * Which of ONNX Runtime's execution providers are to be had here; where one is not, why, and what to do. Nothing but
 * `cpu` is tested on its own hardware: WebGPU is tested on a Vulkan driver in software, CUDA, CoreML and DirectML are not
 * tested at all.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Provider } from '../engine.ts';
import { GraphBuilder } from './graph.ts';

/** All but the CPU, which needs no trying. */
export type Device = Exclude<Provider, 'cpu'>;

const HERE = `${process.platform}-${process.arch}`;

const ELSEWHERE: Readonly<Record<Device, string>> = {
  cuda: 'onnxruntime-node has CUDA for Linux on x64 only',
  webgpu: 'onnxruntime-node has no WebGPU for this machine',
  coreml: "CoreML is Apple's, and on macOS only",
  dml: "DirectML is Microsoft's, and on Windows only",
};

const USE_CPU = 'or use the engine "onnx", which computes on the CPU';

function packageFolder(): string {
  // Its main file lies in a folder below.
  return dirname(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')));
}

/** What can be said without trying; null where trying is worth it. */
function absence(provider: Device): string | null {
  if (!ort.listSupportedBackends().some(({ name }) => name === provider)) {
    return `${ELSEWHERE[provider]}; this is ${HERE}. Use the engine "onnx", which computes on the CPU.`;
  }
  if (provider !== 'cuda') return null;
  const library = join(
    packageFolder(),
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
    'libonnxruntime_providers_cuda.so',
  );
  if (existsSync(library)) return null;
  return `its CUDA library is not installed. Run \`npm run setup:gpu\`, ${USE_CPU}.`;
}

const REMEDIES: Readonly<Record<Device, string>> = {
  cuda: `It needs an NVIDIA driver, CUDA 12 and cuDNN 9 where the system finds libraries. Install these, ${USE_CPU}.`,
  webgpu: `It needs a GPU with a driver for it, on Linux for Vulkan with libvulkan.so.1. Install these, ${USE_CPU}.`,
  coreml: `It needs macOS 12 or later. Update it, ${USE_CPU}.`,
  dml: `It needs Windows 10 or later and a GPU for DirectX 12. Update the driver, ${USE_CPU}.`,
};

/** Runs the smallest graph there is on the provider. */
async function tryProvider(provider: Device): Promise<void> {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [2]);
  const y = graph.node({ op: 'Add', inputs: [x, x], type: 'float32', shape: [2] });
  const session = await ort.InferenceSession.create(graph.finish('probe', [{ name: 'y', value: y }]).model, {
    executionProviders: [provider],
    logSeverityLevel: 4,
  });
  try {
    const { y: doubled } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 2), [2]) });
    const values = doubled?.data as Float32Array;
    if (values[0] !== 2 || values[1] !== 4) throw new Error(`1 + 1 is ${values[0] ?? '?'} there`);
  } finally {
    await session.release();
  }
}

/** Null where the provider works; else why it does not and what to do, to follow a colon. */
export async function providerFault(provider: Device): Promise<string | null> {
  const absent = absence(provider);
  if (absent !== null) return absent;
  try {
    await tryProvider(provider);
    return null;
  } catch (error) {
    return `${lastSentence(error)} ${REMEDIES[provider]}`;
  }
}

/** ONNX Runtime puts file, line and signature before what it has to say. */
function lastSentence(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? '';
  const said = line.replace(/^.* was false\. /u, '').replace(/^\/\S+ .*\) /u, '');
  return /[.!?]$/u.test(said) ? said : `${said}.`;
}
