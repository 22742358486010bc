/** Header names in lower case, as node gives them; a repeated header may be a list. */
export type HeaderRecord = Readonly<Record<string, string | string[] | undefined>>;

/** The first value of a header, trimmed; `null` when absent or empty. */
export function headerValue(headers: HeaderRecord, name: string): string | null {
  const value = headers[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text ? text : null;
}

/** A header as a label that may be stored: printable ASCII of at most `maxLength` characters, else `null`. */
export function headerLabel(headers: HeaderRecord, name: string, maxLength = 200): string | null {
  const text = headerValue(headers, name);
  return text !== null && text.length <= maxLength && /^[\x20-\x7e]+$/.test(text) ? text : null;
}
