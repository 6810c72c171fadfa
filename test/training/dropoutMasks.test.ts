import { describe, expect, it } from 'vitest';
import { DropoutMasks } from '../../src/training/dropoutMasks.ts';

const SITES = [
  { site: 'embedding', shape: [40, 8] },
  { site: 'inner', shape: [40, 8] },
];

describe('dropout masks', () => {
  it('stay as they are while those of the next step are drawn', () => {
    const masks = new DropoutMasks(0.3, 7);
    let before = masks.draw(SITES, 0, 0);
    for (let drawing = 1; drawing < 6; drawing += 1) {
      const copies = Object.values(before).map((mask) => mask.slice());
      const next = masks.draw(SITES, 0, drawing);
      expect(Object.values(before)).toEqual(copies);
      expect(Object.values(next)).not.toEqual(copies);
      before = next;
    }
  });

  it('depend on seed, place and step alone, not on what was drawn before', () => {
    const used = new DropoutMasks(0.3, 7);
    used.draw([{ site: 'embedding', shape: [100, 8] }], 0, 0);
    used.draw(SITES, 1, 1);
    expect(used.draw(SITES, 0, 5)).toEqual(new DropoutMasks(0.3, 7).draw(SITES, 0, 5));
  });
});
