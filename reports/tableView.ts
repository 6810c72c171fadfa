/** A table before it has a format: what terminal, Markdown and others print. */
export interface TableCell {
  readonly text: string;
  readonly isBest: boolean;
  /** Whether chance may be all that keeps it from being the best. */
  readonly isLikeBest?: boolean;
}

/** Which columns a table can do without, where it cannot have them all. */
export interface DropOrder {
  /** Places in `columns`, of those to go first. */
  readonly columns: readonly number[];
  /** In words. */
  readonly rule: string;
}

export interface TableView {
  readonly title: string;
  /** Heading of the first column, which names the rows. */
  readonly corner: string;
  /** Headings of the other columns. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly TableCell[] }[];
  /** Explain marks and gaps, one sentence each; what they call `marked *` and `marked ≈`, formats show in their own way. */
  readonly notes: readonly string[];
  readonly dropOrder?: DropOrder;
}

export function notesWith({ notes }: TableView, best: string, likeBest: string): string[] {
  return notes.map((note) => note.replace('marked *', best).replace('marked ≈', likeBest));
}
