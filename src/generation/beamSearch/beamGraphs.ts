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

/** How each kind of graph has its weights; see `CompileOptions`. */
export interface GraphStates {
  readonly start: 'live' | 'frozen';
  readonly step: 'live' | 'frozen';
}

export class BeamGraphs {
  readonly #t5: LoadedT5;
  readonly #states: GraphStates;
  readonly #programs = new Map<string, Promise<CompiledProgram>>();
  #compileSeconds = 0;

  constructor(t5: LoadedT5, states: GraphStates) {
    this.#t5 = t5;
    this.#states = states;
  }

  get compileSeconds(): number {
    return this.#compileSeconds;
  }

  start(size: StartShape): Promise<CompiledProgram> {
    return this.#program('start', size, startProgram);
  }

  step(size: StepShape): Promise<CompiledProgram> {
    return this.#program('step', size, stepProgram);
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).dispose();
    this.#programs.clear();
  }

  #program<Size extends StartShape | StepShape>(
    kind: keyof GraphStates,
    size: Size,
    make: (shape: T5Shape, size: Size) => Program,
  ): Promise<CompiledProgram> {
    const key = `${kind} ${Object.values(size).join()}`;
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const { engine, state, shape } = this.#t5;
    const compiling = engine.compile(make(shape, size), state, { state: this.#states[kind] }).then((program) => {
      this.#compileSeconds += program.compileSeconds;
      return program;
    });
    this.#programs.set(key, compiling);
    compiling.catch(() => this.#programs.delete(key));
    return compiling;
  }
}
