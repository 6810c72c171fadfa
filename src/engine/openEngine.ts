/** Opens an engine by name. Each runtime is imported only when it is asked for. */
import type { Engine, EngineOptions } from './engine.ts';
import { type EngineChoice, parseEngineChoice } from './engineChoice.ts';

/** @throws UserError where the engine or its provider is not to be had: why, and what to do. */
export async function openEngine(choice: EngineChoice, options: EngineOptions): Promise<Engine> {
  const { name, provider } = parseEngineChoice(choice);
  switch (name) {
    case 'onnx': {
      const { openOnnxEngine } = await import('./onnx/onnxEngine.ts');
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
