/** A line of CSV (RFC 4180), for files and for the pages of a board alike. */
export type CsvValue = string | number | boolean | null;

/** Labels come from other people, and spreadsheets run a text that begins like a formula. */
function inert(text: string): string {
  const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
  return !isNumber && /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
}

function field(value: CsvValue): string {
  // Missing is an empty field, never 0.
  const text = value === null ? '' : typeof value === 'string' ? inert(value) : String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(field).join(',')}\r\n`;
}
