/** A file of an export. */
export interface ExportFile {
  /** A plain name, whatever labels hold. */
  readonly name: string;
  readonly text: string;
}

/** Trackers take figures; a row of which no case completed has none. */
export function hasFigures({ seeds }: { readonly seeds: readonly number[] }): boolean {
  return seeds.length > 0;
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
