import { beforeAll, describe, expect, it } from 'vitest';
import { dropoutMasks } from '../../../src/training/drawing/dropoutMasks.ts';
import { drawElsewhere } from '../../../src/training/drawing/drawElsewhere.ts';
import type { StepInputs } from '../../../src/training/drawing/randomArray.ts';
import { stepsAhead } from '../../../src/training/drawing/stepsAhead.ts';
import { drawHere } from '../../support/drawHere.ts';

/** Steps of two parts, of other sizes every time, with all kinds of inputs. */
function partsOf(step: number): { place: string; inputs: StepInputs }[] {
  return [0, 1].map((part) => {
    const length = 100 + 37 * ((step * 5 + part) % 7);
    const targetRows = Int32Array.from({ length }, (_, index) => (index * 3 + step) % 50);
    const source = { seed: 4, stream: 3 };
    return {
      place: `${step}/${part}`,
      inputs: {
        targetRows,
        ...dropoutMasks([{ site: 'one', shape: [length, 4] }], { dropout: 0.2, seed: 4 }, 2 * step + part),
        negativeRows: { kind: 'negatives', source, step: 2 * step + part, targetRows, perTarget: 2, itemCount: 50 },
      },
    };
  });
}

const mask = () => ({
  memory: new ArrayBuffer(400),
  array: { kind: 'dropout-mask', source: { seed: 1, stream: 16 }, step: 0, rate: 0.5, length: 100 } as const,
});

/** Memory that another thread has drawn in was taken from this one. */
async function isDrawnElsewhere(): Promise<boolean> {
  const job = mask();
  await drawElsewhere([job]);
  return job.memory.byteLength === 0;
}

describe('steps ahead', () => {
  it('are drawn here until the thread has started, and then there', async () => {
    const first = mask();
    const [filled] = await drawElsewhere([first]);
    expect(filled).toBe(first.memory);
    while (!(await isDrawnElsewhere())) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  describe('with the thread', () => {
    beforeAll(async () => {
      while (!(await isDrawnElsewhere())) await new Promise((resolve) => setTimeout(resolve, 10));
    });

    it.each([0, 3])('are those that are drawn at once, begun anywhere: from %i', async (from) => {
      const to = 12;
      let step = from;
      for await (const parts of stepsAhead(from, to, partsOf)) {
        const expected = partsOf(step).map(({ inputs }) => drawHere(inputs));
        expect(parts.map(({ inputs }) => inputs)).toEqual(expected);
        expect(parts.map(({ place }) => place)).toEqual([`${step}/0`, `${step}/1`]);
        step += 1;
      }
      expect(step).toBe(to);
    });

    it('are made one ahead of the one in use, and not beyond the last', async () => {
      const made: number[] = [];
      const steps = stepsAhead(0, 3, (index) => {
        made.push(index);
        return partsOf(index);
      });
      await steps.next();
      expect(made).toEqual([0, 1]);
      await steps.next();
      expect(made).toEqual([0, 1, 2]);
      await steps.next();
      expect((await steps.next()).done).toBe(true);
      expect(made).toEqual([0, 1, 2]);
    });

    it('are none of an epoch that is over', async () => {
      expect((await stepsAhead(4, 4, partsOf).next()).done).toBe(true);
    });

    it('keep what is in use while the next are drawn', async () => {
      const steps = stepsAhead(0, 2, partsOf);
      const first = (await steps.next()).value!;
      const kept = first.map(({ inputs }) => Object.values(inputs).map((values) => Array.from(values)));
      // Asked after the steps ahead, and so answered after them.
      await drawElsewhere([mask()]);
      expect(first.map(({ inputs }) => Object.values(inputs).map((values) => Array.from(values)))).toEqual(kept);
    });
  });
});
