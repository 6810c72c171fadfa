/**
 * Ranks of all targets as a short text: most are misses, so only hits are kept, each as its distance from the last hit and
 * its rank, in bytes of seven bits whose highest bit says that more follow, as base64.
 */
function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** `ranks` by case from 1; 0 for a miss. */
export function encodeRanks(ranks: Uint32Array): string {
  const bytes: number[] = [];
  let last = -1;
  ranks.forEach((rank, place) => {
    if (rank === 0) return;
    pushNumber(bytes, place - last);
    pushNumber(bytes, rank);
    last = place;
  });
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
}

/** @throws RangeError where the text does not fit so many cases. */
export function decodeRanks(text: string, caseCount: number): Uint32Array {
  const bytes = atob(text);
  const ranks = new Uint32Array(caseCount);
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length) throw new RangeError('Ranks end in the middle of a number.');
      const byte = bytes.charCodeAt(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  let place = -1;
  while (at < bytes.length) {
    place += next();
    if (place >= caseCount) throw new RangeError(`Ranks of more than ${caseCount} cases.`);
    ranks[place] = next();
  }
  return ranks;
}
