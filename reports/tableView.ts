/** A table before it has a format: what terminal, Markdown and others print. */
export interface TableCell {
  readonly text: string;
  readonly isBest: boolean;
}

export interface TableView {
  readonly title: string;
  /** Heading of the first column, which names the rows. */
  readonly corner: string;
  /** Headings of the other columns. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly TableCell[] }[];
  /** Explain marks and gaps, one sentence each. */
  readonly notes: readonly string[];
}
