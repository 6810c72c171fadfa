/** The steps of an epoch: each is made, and its random inputs are drawn, while the engine computes the one before. */
import type { HostArray } from '../../engine/engine.ts';
import { drawElsewhere } from './drawElsewhere.ts';
import { arrayIn, isRandom, lengthOf, type StepInputs } from './randomArray.ts';

interface Part {
  readonly inputs: StepInputs;
}

export type Drawn<P extends Part> = Omit<P, 'inputs'> & { readonly inputs: Readonly<Record<string, HostArray>> };

/**
 * Steps `from` to `to` - 1. The random inputs of a step are written over when the next but one is asked for.
 * @param make The parts of a step.
 */
export async function* stepsAhead<P extends Part>(
  from: number,
  to: number,
  make: (index: number) => readonly P[],
): AsyncGenerator<readonly Drawn<P>[], undefined> {
  const memories = new Memories();
  const begin = (index: number) => drawn(make(index), memories, index % 2);
  let coming = from < to ? begin(from) : null;
  for (let next = from + 1; coming !== null; next++) {
    const parts = await coming;
    coming = next < to ? begin(next) : null;
    yield parts;
  }
}

/** Memory by what it is for, as large as was ever needed for it: masks are large, and there are many. */
class Memories {
  readonly #kept = new Map<string, ArrayBuffer>();

  take(key: string, bytes: number): ArrayBuffer {
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    return known !== undefined && known.byteLength >= bytes ? known : new ArrayBuffer(bytes);
  }

  keep(key: string, memory: ArrayBuffer): void {
    this.#kept.set(key, memory);
  }
}

async function drawn<P extends Part>(
  parts: readonly P[],
  memories: Memories,
  turn: number,
): Promise<readonly Drawn<P>[]> {
  const wanted = parts.flatMap(({ inputs }, part) =>
    Object.entries(inputs).flatMap(([name, array]) =>
      isRandom(array) ? [{ part, name, array, key: `${turn}/${part}/${name}` }] : [],
    ),
  );
  const filled = await drawElsewhere(
    wanted.map(({ array, key }) => ({ array, memory: memories.take(key, 4 * lengthOf(array)) })),
  );
  const arrays = parts.map((): Record<string, HostArray> => ({}));
  wanted.forEach(({ part, name, array, key }, at) => {
    memories.keep(key, filled[at]!);
    arrays[part]![name] = arrayIn(filled[at]!, array);
  });
  return parts.map((part, at) => ({ ...part, inputs: { ...(part.inputs as Drawn<P>['inputs']), ...arrays[at] } }));
}
