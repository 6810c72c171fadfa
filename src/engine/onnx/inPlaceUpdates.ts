/** The steps of Adam that a program leaves to the engine: what they take from the graph, and the state they write over. */
import * as ort from 'onnxruntime-node';
import { adamInPlace } from './adamInPlace.ts';
import type { StateEntry } from './onnxState.ts';
import type { TracedUpdate } from './trace.ts';

const SCALARS = ['scale', 'stepSize', 'stepEpsilon', 'kept'] as const;

export class InPlaceUpdates {
  readonly #updates: readonly TracedUpdate[];
  readonly #entries: ReadonlyMap<string, StateEntry>;
  /** Where the graph is to put the gradients and numbers that the updates need, by the names of its outputs. */
  readonly fetches: Readonly<Record<string, ort.Tensor>>;

  constructor(updates: readonly TracedUpdate[], entries: ReadonlyMap<string, StateEntry>) {
    this.#updates = updates;
    this.#entries = entries;
    this.fetches = Object.fromEntries(
      updates.flatMap((update) => [
        [update.gradient, entries.get(update.parameter)!.gradient],
        ...SCALARS.map((scalar) => [update[scalar], new ort.Tensor('float32', new Float32Array(1), [])]),
      ]),
    ) as Record<string, ort.Tensor>;
  }

  /** After each run. */
  make(): void {
    const values = (name: string): Float32Array => this.#entries.get(name)!.current.data as Float32Array;
    const fetched = (name: string): Float32Array => this.fetches[name]!.data as Float32Array;
    const number = (name: string): number => fetched(name)[0]!;
    for (const update of this.#updates) {
      adamInPlace(
        {
          parameter: values(update.parameter),
          firstMoment: values(update.firstMoment),
          secondMoment: values(update.secondMoment),
          gradient: fetched(update.gradient),
        },
        {
          beta1: update.beta1,
          beta2: update.beta2,
          scale: number(update.scale),
          stepSize: number(update.stepSize),
          stepEpsilon: number(update.stepEpsilon),
          kept: number(update.kept),
        },
      );
    }
  }
}
