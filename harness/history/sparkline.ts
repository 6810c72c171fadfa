/** A series in one line of text. */
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** At most `width` characters: longer series are shown by the means of equal parts. Without spread, all are middling. */
export function sparkline(values: readonly number[], width: number): string {
  const parts = Math.min(width, values.length);
  const means = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((place) => Math.round((place * values.length) / parts)) as [number, number];
    const slice = values.slice(from, to);
    return slice.reduce((sum, value) => sum + value, 0) / slice.length;
  });
  const [least, most] = [Math.min(...means), Math.max(...means)];
  return means
    .map((value) => BARS[most === least ? 3 : Math.min(7, Math.floor(((value - least) / (most - least)) * 8))]!)
    .join('');
}
