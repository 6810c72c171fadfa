/** Collects what a split did while it is made: sentences for the reader and counts for the record. */
export class SplitNotes {
  readonly statements: string[] = [];
  readonly counts: Record<string, number> = {};

  state(sentence: string): void {
    this.statements.push(sentence);
  }

  count(name: string, value: number): void {
    this.counts[name] = value;
  }
}
