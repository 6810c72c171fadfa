/** The steps of an epoch: each is made before the engine computes the one before it, and its random inputs are drawn meanwhile. */
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
  const memories = new Map<string, ArrayBuffer>();
  const begin = (index: number) =>
    Promise.all(make(index).map((part, place) => drawn(part, memories, `${index % 2}/${place}`)));
  let coming = from < to ? begin(from) : null;
  for (let next = from + 1; coming !== null; next++) {
    const parts = await coming;
    coming = next < to ? begin(next) : null;
    yield parts;
  }
}

/** @param memories By what they are for, as large as was ever needed for it: masks are large, and there are many. */
async function drawn<P extends Part>(part: P, memories: Map<string, ArrayBuffer>, key: string): Promise<Drawn<P>> {
  const wanted = Object.entries(part.inputs).flatMap(([name, array]) => (isRandom(array) ? [{ name, array }] : []));
  const jobs = wanted.map(({ name, array }) => {
    const bytes = 4 * lengthOf(array);
    const known = memories.get(`${key}/${name}`);
    return { array, memory: known !== undefined && known.byteLength >= bytes ? known : new ArrayBuffer(bytes) };
  });
  const filled = await drawElsewhere(jobs);
  const arrays = wanted.map(({ name, array }, at) => {
    memories.set(`${key}/${name}`, filled[at]!);
    return [name, arrayIn(filled[at]!, array)] as const;
  });
  return { ...part, inputs: { ...(part.inputs as Drawn<P>['inputs']), ...Object.fromEntries(arrays) } };
}
