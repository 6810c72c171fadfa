import { expect, it } from 'vitest';
import { DropoutMasks } from '../../src/training/dropoutMasks.ts';

const SITES = [
  { site: 'embedding', shape: [40, 8] },
  { site: 'inner', shape: [40, 8] },
];

it('dropout masks depend on seed, place and step alone, not on what was drawn before', () => {
  const used = new DropoutMasks(0.3, 7);
  used.draw([{ site: 'embedding', shape: [100, 8] }], 0, 0);
  used.draw(SITES, 1, 1);
  expect(used.draw(SITES, 0, 5)).toEqual(new DropoutMasks(0.3, 7).draw(SITES, 0, 5));
});
