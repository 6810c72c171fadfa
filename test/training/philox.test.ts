import { describe, expect, it } from 'vitest';
import { fillDropoutMask, fillRandomWords } from '../../src/training/philox.ts';
import { philoxBlock } from '../../src/training/philoxScalar.ts';

/** Known answers published with Random123 (kat_vectors, philox4x32 with 10 rounds). */
const KNOWN: [number[], number[], number[]][] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

describe('Philox4x32-10', () => {
  it.each(KNOWN)('gives the published words for counter %j and key %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philoxBlock(counter as [number, number, number, number], key as [number, number], out, 0);
    expect([...out]).toEqual(expected);
  });

  it('gives a prefix of the same words whatever the length asked for', () => {
    const long = new Uint32Array(103);
    fillRandomWords({ seed: 7, stream: 3 }, 5, long);
    for (const length of [1, 4, 6, 50]) {
      const short = new Uint32Array(length);
      fillRandomWords({ seed: 7, stream: 3 }, 5, short);
      expect([...short]).toEqual([...long.subarray(0, length)]);
    }
  });

  it('gives other words for another seed, stream or step', () => {
    const words = (seed: number, stream: number, step: number): string => {
      const out = new Uint32Array(4);
      fillRandomWords({ seed, stream }, step, out);
      return out.join();
    };
    const all = [words(1, 1, 1), words(2, 1, 1), words(1, 2, 1), words(1, 1, 2), words(1 + 2 ** 32, 1, 1)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is the scalar algorithm, block by block, in bulk', () => {
    const count = 70_003;
    const bulk = new Uint32Array(count);
    const seed = 0x1_2345_6789;
    fillRandomWords({ seed, stream: 9 }, 77, bulk);
    const block = new Uint32Array(4);
    for (let index = 0; index < count; index += 4) {
      philoxBlock([index / 4, 77, 9, 0], [seed >>> 0, 1], block, 0);
      expect([...bulk.subarray(index, index + 4)]).toEqual([...block.subarray(0, Math.min(4, count - index))]);
    }
  });

  it('makes masks of the halves of its words, lower half first', () => {
    const words = new Uint32Array(40_000);
    fillRandomWords({ seed: 5, stream: 2 }, 3, words);
    const mask = new Float32Array(79_999);
    fillDropoutMask({ seed: 5, stream: 2 }, 3, 0.3, mask);
    const halves = new Uint16Array(words.buffer);
    const kept = Math.fround(1 / 0.7);
    expect(mask.every((value, index) => value === (halves[index]! >= Math.round(0.3 * 65_536) ? kept : 0))).toBe(true);
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    // Five standard deviations of the share.
    expect(Math.abs(dropped - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / mask.length));
  });
});
