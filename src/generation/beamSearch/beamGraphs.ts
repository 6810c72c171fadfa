/** The compiled graphs of generation, by their shapes. */
import type { CompiledProgram, Engine, EngineState, Program } from '../../engine/engine.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { startProgram, type StartShape, stepProgram, type StepShape } from './beamPrograms.ts';

/** T5 as an engine holds it. */
export interface LoadedT5 {
  readonly shape: T5Shape;
  readonly engine: Engine;
  readonly state: EngineState;
}

export class BeamGraphs {
  readonly #t5: LoadedT5;
  readonly #state: 'live' | 'frozen';
  readonly #programs = new Map<string, Promise<CompiledProgram>>();
  #compileSeconds = 0;

  constructor(t5: LoadedT5, state: 'live' | 'frozen') {
    this.#t5 = t5;
    this.#state = state;
  }

  get compileSeconds(): number {
    return this.#compileSeconds;
  }

  start(size: StartShape): Promise<CompiledProgram> {
    return this.#program(`start ${Object.values(size).join()}`, () => startProgram(this.#t5.shape, size));
  }

  step(size: StepShape): Promise<CompiledProgram> {
    return this.#program(`step ${Object.values(size).join()}`, () => stepProgram(this.#t5.shape, size));
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).dispose();
    this.#programs.clear();
  }

  #program(key: string, make: () => Program): Promise<CompiledProgram> {
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const { engine, state } = this.#t5;
    const compiling = engine.compile(make(), state, { state: this.#state }).then((program) => {
      this.#compileSeconds += program.compileSeconds;
      return program;
    });
    this.#programs.set(key, compiling);
    return compiling;
  }
}
