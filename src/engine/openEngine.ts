/** Opens an engine by name. Each runtime is imported only when it is asked for. */
import { UserError } from '../errors.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { type EngineChoice, parseEngineChoice } from './engineChoice.ts';

/** onnxruntime-node loads its native part as soon as it is imported. */
function withoutRuntime(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND' && code !== 'ERR_DLOPEN_FAILED') return error;
  return new UserError(
    `The engine "onnx" cannot be used here: onnxruntime-node has no build for ${process.platform} on ${process.arch}, or it ` +
      `is not installed (${message.split('\n')[0]!}). Install the packages again, \`npm ci\`, or use the engine "reference".`,
  );
}

/** @throws UserError where the engine or its provider is not to be had: why, and what to do. */
export async function openEngine(choice: EngineChoice, options: EngineOptions): Promise<Engine> {
  const { name, provider } = parseEngineChoice(choice);
  switch (name) {
    case 'onnx': {
      const { openOnnxEngine } = await import('./onnx/onnxEngine.ts').catch((error: unknown) => {
        throw withoutRuntime(error);
      });
      return openOnnxEngine(options, provider);
    }
    case 'tensorflow': {
      const { openTensorflowEngine } = await import('./tensorflowEngine.ts');
      return openTensorflowEngine(options);
    }
    case 'reference': {
      const { openReferenceEngine } = await import('./referenceEngine.ts');
      return openReferenceEngine();
    }
    default:
      return name satisfies never;
  }
}
