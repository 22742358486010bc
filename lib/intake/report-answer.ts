import { errorBody } from '../outcome/dialect.ts';
import type { ReportAnswer } from './report-record.ts';
import { type IntakeCounts, type JobAnswer, NO_COUNTS } from './thread/messages.ts';

const CONTENT_TYPE = 'application/json';
const TYPES: Readonly<Record<number, string>> = { 401: 'authentication_error', 413: 'request_too_large' };

export function reported(answer: ReportAnswer, counts: IntakeCounts): JobAnswer {
  return {
    status: 200,
    code: null,
    contentType: CONTENT_TYPE,
    body: JSON.stringify(answer),
    retryAfterMs: null,
    counts,
  };
}

/** A failure in the shape of all of the gateway's own answers. */
export function reportRefused(
  status: number,
  code: string,
  message: string,
  retryAfterMs: number | null = null,
): JobAnswer {
  const type = TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  const body = errorBody('anthropic', { type, message: `Weir: ${message}` });
  return { status, code, contentType: CONTENT_TYPE, body, retryAfterMs, counts: NO_COUNTS };
}
