import { parseHttpDate } from '../scheduler/http-date.ts';
import { type HeaderRecord, headerValue } from './headers.ts';

/** Longer than any limit's window: a wait beyond it is a mistake. */
const MAX_WAIT_MS = 31 * 86_400_000;
/** How far an HTTP date may lie in the past and still mean "now": clocks differ. */
const CLOCK_SKEW_MS = 300_000;
/** The longest form of an HTTP date has 33 characters. */
const MAX_DATE_LENGTH = 40;

function bounded(waitMs: number): number | null {
  return waitMs >= 0 && waitMs <= MAX_WAIT_MS ? Math.round(waitMs) : null;
}

function decimal(text: string | null): number | null {
  return text !== null && /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

/**
 * What the provider asks us to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds (fractions
 * count) or as an HTTP date, taken relative to `nowMs`. `null`: nothing said, or nothing sane (negative, garbage,
 * more than 31 days). Read it on errors only: providers send `retry-after` on successes too.
 */
export function readRetryAfterMs(headers: HeaderRecord, nowMs: number): number | null {
  const inMs = decimal(headerValue(headers, 'retry-after-ms'));
  if (inMs !== null) return bounded(inMs);
  const text = headerValue(headers, 'retry-after');
  const inSeconds = decimal(text);
  if (inSeconds !== null) return bounded(inSeconds * 1000);
  if (text === null || text.length > MAX_DATE_LENGTH) return null;
  const waitMs = parseHttpDate(text, nowMs) - nowMs;
  return waitMs < 0 && waitMs >= -CLOCK_SKEW_MS ? 0 : bounded(waitMs);
}
