/** Texts and names as SQL literals; everything that a config or a file name puts into a query goes through here. */

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
