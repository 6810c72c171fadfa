/** How run configs and the command line name an engine: its name, and a provider where that is not the CPU. */
import { type EngineName, ENGINES, type Provider, PROVIDERS } from './engine.ts';

/** `onnx/webgpu`; the CPU has no name of its own, so that one thing is never called two names. */
type ProviderChoice = `onnx/${Exclude<Provider, 'cpu'>}`;
export type EngineChoice = EngineName | ProviderChoice;

const providerChoices = PROVIDERS.filter((provider) => provider !== 'cpu').map(
  (provider): ProviderChoice => `onnx/${provider}`,
);

export const ENGINE_CHOICES: readonly EngineChoice[] = [...ENGINES, ...providerChoices];

export function parseEngineChoice(choice: EngineChoice): { readonly name: EngineName; readonly provider: Provider } {
  const name = ENGINES.find((engine) => engine === choice);
  if (name !== undefined) return { name, provider: 'cpu' };
  return { name: 'onnx', provider: choice.slice('onnx/'.length) as Provider };
}
