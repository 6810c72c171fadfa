/** Profile vectors of no meaning, for tests of what is done with them. */
import type { ProfileTargets } from '../../src/profiles/profileTargets.ts';
import { wave } from './eager.ts';

/** @param isMissing Users without a profile; by default every fourth. */
export function waveProfiles(
  userCount: number,
  width: number,
  isMissing: (user: number) => boolean = (user) => user % 4 === 3,
): ProfileTargets {
  let rows = 0;
  const rowOfUser = Int32Array.from({ length: userCount }, (_, user) => (isMissing(user) ? -1 : rows++));
  return { width, rowOfUser, vectors: wave(rows * width, 31), contentHash: `wave ${userCount} ${width} ${rows}` };
}
