import { reportedAttempt } from '../../../lib/intake/report-attempt.ts';
import { readReportRecord } from '../../../lib/intake/report-record.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import type { HeaderRecord } from '../../../lib/outcome/headers.ts';
import { rememberCalls } from '../../../lib/reporter/calls.ts';
import { type BodyEnd, type Exchange, startExchange } from '../../../lib/reporter/exchange.ts';
import { type FetchInit, readRequest } from '../../../lib/reporter/request.ts';
import type { WireAttempt } from '../../../lib/reporter/wire.ts';

/** What the server makes of a record; fails where it refuses it. */
export function received(record: WireAttempt): Attempt {
  const read = readReportRecord(JSON.parse(JSON.stringify(record)));
  if (typeof read === 'string') throw new Error(read);
  const attempt = reportedAttempt(read, { nowMs: Date.now(), retentionDays: 90 });
  if (typeof attempt === 'string') throw new Error(attempt);
  return attempt;
}

export const ASKED = { model: 'claude-asked', stream: true };

/** An exchange that no transport carries, and the records that it led to. */
export function exchange(
  init: FetchInit = {},
  { url = 'https://api.anthropic.com/v1/messages', calls = rememberCalls() } = {},
): { exchange: Exchange; records: WireAttempt[] } {
  const records: WireAttempt[] = [];
  const facts = readRequest(url, { method: 'POST', body: JSON.stringify(ASKED), ...init });
  const host = { calls, app: 'shop', provider: null, send: (record: WireAttempt) => void records.push(record) };
  return { exchange: startExchange(host, facts), records };
}

/** Plays a response and its end; returns what the server makes of the report. */
export function reported(
  { status, headers, requestModel }: { status: number | null; headers: HeaderRecord; requestModel?: string | null },
  body: Iterable<Uint8Array>,
  end: BodyEnd = 'complete',
): Attempt {
  const asked = { model: requestModel ?? undefined, stream: /event-stream/.test(String(headers['content-type'])) };
  const { exchange: own, records } = exchange({ body: JSON.stringify(asked) });
  own.begin(new Response(null, { status: status ?? 200, headers: headers as Record<string, string> }));
  const reading = own.open();
  for (const piece of body) reading.write(piece);
  reading.end(end);
  reading.end('left');
  if (records.length !== 1 || !records[0]) throw new Error(`${records.length} records`);
  return received(records[0]);
}
