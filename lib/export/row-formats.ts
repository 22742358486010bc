import { toAttemptJson } from '../api/call-json.ts';
import type { Attempt } from '../outcome/attempt.ts';
import { COLUMNS } from './columns.ts';
import { csvRecord } from './csv.ts';

/** A format that turns each attempt into text by itself. */
export interface RowFormat {
  contentType: string;
  extension: string;
  /** Before the first row. */
  head: string;
  /** Empty: this attempt has nothing to say here. */
  row(attempt: Attempt): string;
}

const csv: RowFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: csvRecord(COLUMNS.map(([name]) => name)),
  row: (attempt) => csvRecord(COLUMNS.map(([, value]) => value(attempt))),
};

const jsonl: RowFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  extension: 'jsonl',
  head: '',
  row: (attempt) => `${JSON.stringify(toAttemptJson(attempt))}\n`,
};

/** Anything that would make two lines of one, or move the cursor of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const ids: RowFormat = {
  contentType: 'text/plain; charset=utf-8',
  extension: 'txt',
  head: '',
  row: ({ requestId }) => (requestId ? `${requestId.replace(CONTROL, '�')}\n` : ''),
};

export const ROW_FORMATS = { csv, jsonl, ids } as const;

/** An export's text, a page at a time: no more than one page of attempts is in memory. */
export async function* rowsText(format: RowFormat, pages: AsyncIterable<Attempt[]>): AsyncGenerator<string> {
  if (format.head) yield format.head;
  for await (const page of pages) {
    const text = page.map((attempt) => format.row(attempt)).join('');
    if (text) yield text;
  }
}
