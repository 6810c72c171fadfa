/** Opens an engine by name. Each runtime is imported only when it is asked for. */
import type { Engine, EngineName, EngineOptions } from './engine.ts';

/** @throws Error where the engine's packages are not installed. */
export async function openEngine(name: EngineName, options: EngineOptions): Promise<Engine> {
  switch (name) {
    case 'onnx': {
      const { openOnnxEngine } = await import('./onnx/onnxEngine.ts');
      return openOnnxEngine(options);
    }
    case 'reference': {
      const { openReferenceEngine } = await import('./referenceEngine.ts');
      return openReferenceEngine();
    }
    default:
      return name satisfies never;
  }
}
