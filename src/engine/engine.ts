/** The contract between models and the runtimes that execute them. First cut; see the folder for the engines. */
export const ENGINES = ['onnx', 'reference'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface Engine {
  readonly name: EngineName;
}
