import type { Attempt } from '../outcome/attempt.ts';
import { BodyError, parseJson } from './body.ts';
import { reportedAttempt, type TimeRange } from './report-attempt.ts';
import { MAX_BATCH, type ReportAnswer, readReportRecord, shown } from './report-record.ts';

export interface ReadReports {
  attempts: Attempt[];
  rejected: ReportAnswer['rejected'];
}

/**
 * Reads a body of `POST /report/v1/attempts`. One bad record does not spoil the others.
 * @throws BodyError for what is no batch at all
 */
export function readReports(body: Uint8Array, range: TimeRange): ReadReports {
  const batch = parseJson(body);
  const records = typeof batch === 'object' && batch !== null && 'attempts' in batch ? batch.attempts : undefined;
  if (!Array.isArray(records)) throw new BodyError(400, `attempts is ${shown(records)}, but must be an array`);
  if (records.length === 0 || records.length > MAX_BATCH)
    throw new BodyError(400, `attempts has ${records.length} elements, but must have 1 to ${MAX_BATCH}`);
  const attempts: Attempt[] = [];
  const rejected: ReportAnswer['rejected'] = [];
  for (const [index, value] of records.entries()) {
    const record = readReportRecord(value);
    const attempt = typeof record === 'string' ? record : reportedAttempt(record, range);
    if (typeof attempt === 'string') rejected.push({ index, error: attempt });
    else attempts.push(attempt);
  }
  return { attempts, rejected };
}
