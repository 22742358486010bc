/** A spreadsheet takes a cell that begins with one of these for a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;
/** Beside the characters of RFC 4180 also those that some spreadsheets split at. */
const NEEDS_QUOTES = /[",\r\n;\t]|^\s|\s$/;

export type CsvValue = string | number | boolean | null;

/**
 * One cell. What a spreadsheet would run gets an apostrophe in front, which it shows as text; what holds a separator,
 * a quote or a line break is quoted (RFC 4180).
 */
export function csvCell(value: CsvValue): string {
  const text = value === null ? '' : String(value);
  const harmless = FORMULA_START.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One record with its line end. */
export function csvRecord(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}
