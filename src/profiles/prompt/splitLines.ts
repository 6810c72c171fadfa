/** Cuts a history into as few parts as fit, of about the same length, so that no part is a poor remainder. */
import { estimateTokens } from './tokenEstimate.ts';

/** Lines in their order; no part is beyond `longestPartTokens` unless a single line is. */
export function splitLines(lines: readonly string[], longestPartTokens: number): readonly (readonly string[])[] {
  const sizes = lines.map((line) => estimateTokens(line) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= longestPartTokens) return [lines];
  for (let partCount = Math.ceil(total / longestPartTokens); ; partCount++) {
    const parts = cut(lines, sizes, total / partCount, longestPartTokens);
    if (parts.length <= partCount || parts.length === lines.length) return parts;
  }
}

/** A part ends once it has reached its share of what there is up to its end, and before it would be too long. */
function cut(lines: readonly string[], sizes: readonly number[], share: number, longest: number): string[][] {
  const parts: string[][] = [[]];
  let inPart = 0;
  let before = 0;
  for (const [index, line] of lines.entries()) {
    const size = sizes[index]!;
    const isFull = before >= share * parts.length || inPart + size > longest;
    if (isFull && parts.at(-1)!.length > 0) {
      parts.push([]);
      inPart = 0;
    }
    parts.at(-1)!.push(line);
    inPart += size;
    before += size;
  }
  return parts;
}
