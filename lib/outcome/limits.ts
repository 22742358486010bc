import type { LimitReading } from './attempt.ts';
import { type HeaderRecord, headerValue } from './headers.ts';

type Field = 'limit' | 'remaining' | 'reset' | 'utilization' | 'status';

const ANTHROPIC = 'anthropic-ratelimit-';
const OPENAI = 'x-ratelimit-';
const FIELDS: readonly string[] = ['limit', 'remaining', 'reset', 'utilization', 'status'] satisfies Field[];
/** More limits than any provider has: a bound for hostile headers. */
const MAX_READINGS = 20;
const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function amount(text: string): number | null {
  return wholeNumber(text) ?? (/^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null);
}

/** Most amounts are short whole numbers, which need no pattern. */
function wholeNumber(text: string): number | null {
  if (text.length === 0 || text.length > 15) return null;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

/** The last date read: the limits of one response mostly reset together. */
let lastDate = { text: '', ms: Number.NaN };

function dateMs(text: string): number {
  if (text !== lastDate.text) {
    const isDate = /^\d{4}-\d\d-\d\dT[\d:.]{4,20}(?:Z|[+-]\d\d:?\d\d)$/.test(text);
    lastDate = { text, ms: isDate ? Date.parse(text) : Number.NaN };
  }
  return lastDate.ms;
}

/** `6m0s`, `1.5s`, `2ms` as milliseconds, as OpenAI writes resets. */
function goDurationMs(text: string): number | null {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d)){1,5}$/.test(text)) return null;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
    totalMs += Number(count) * (DURATION_MS[unit ?? ''] ?? 0);
  return totalMs;
}

/** A reset as sent: RFC 3339, epoch seconds or milliseconds, seconds from now, or a duration such as `6m0s`. */
function resetAtMs(text: string, nowMs: number): number | null {
  const number = amount(text);
  if (number !== null) {
    if (number > 1e12) return Math.round(number);
    return Math.round(number > 1e9 ? number * 1000 : nowMs + number * 1000);
  }
  const date = dateMs(text);
  if (!Number.isNaN(date)) return date;
  const duration = goDurationMs(text);
  return duration === null ? null : Math.round(nowMs + duration);
}

function isField(text: string): text is Field {
  return FIELDS.includes(text);
}

/** `input-tokens` as `input_tokens`; `null` for what is no limit's name. */
function nameOf(text: string): string | null {
  return /^[a-z0-9_-]{1,30}$/.test(text) ? text.replaceAll('-', '_') : null;
}

interface LimitField {
  name: string;
  field: Field;
}

/** What header names were found to speak of: providers send the same few with every response. */
const KNOWN_HEADERS = new Map<string, LimitField | null>();
const MAX_KNOWN_HEADERS = 200;

function fieldOf(header: string): LimitField | null {
  const known = KNOWN_HEADERS.get(header);
  if (known !== undefined) return known;
  const found = readField(header);
  if (KNOWN_HEADERS.size < MAX_KNOWN_HEADERS) KNOWN_HEADERS.set(header, found);
  return found;
}

/** The limit and the field that a header speaks of. Anthropic puts the field last, OpenAI first. */
function readField(header: string): LimitField | null {
  if (header.startsWith(ANTHROPIC)) {
    const dash = header.lastIndexOf('-');
    const field = header.slice(dash + 1);
    const name = nameOf(header.slice(ANTHROPIC.length, dash));
    return name !== null && isField(field) ? { name, field } : null;
  }
  if (!header.startsWith(OPENAI)) return null;
  const dash = header.indexOf('-', OPENAI.length);
  const field = dash === -1 ? header.slice(OPENAI.length) : header.slice(OPENAI.length, dash);
  // OpenRouter names no limit: it counts requests.
  const name = dash === -1 ? 'requests' : nameOf(header.slice(dash + 1));
  return name !== null && isField(field) ? { name, field } : null;
}

function take(reading: LimitReading, field: Field, text: string, nowMs: number): void {
  if (field === 'reset') reading.resetAtMs = resetAtMs(text, nowMs);
  else if (field === 'status') reading.status = /^[\w-]{1,40}$/.test(text) ? text : null;
  else reading[field] = amount(text);
}

/**
 * The limits that a response's headers tell: Anthropic's, of API accounts and of subscriptions (`unified`), and
 * OpenAI's. `nowMs` is when the response came, for resets given as durations. `null`: none told.
 */
export function readLimits(headers: HeaderRecord, nowMs: number): LimitReading[] | null {
  const readings = new Map<string, LimitReading>();
  for (const header in headers) {
    // Cheap first: most headers of a response are not limits.
    if (!header.startsWith(ANTHROPIC) && !header.startsWith(OPENAI)) continue;
    const found = fieldOf(header);
    const text = headerValue(headers, header);
    if (!found || text === null) continue;
    let reading = readings.get(found.name);
    if (!reading) {
      if (readings.size >= MAX_READINGS) continue;
      reading = { name: found.name, limit: null, remaining: null, utilization: null, resetAtMs: null, status: null };
      readings.set(found.name, reading);
    }
    take(reading, found.field, text, nowMs);
  }
  for (const reading of readings.values())
    if (reading.utilization === null && reading.limit && reading.remaining !== null)
      reading.utilization = Math.max(0, 1 - reading.remaining / reading.limit);
  return readings.size > 0 ? [...readings.values()] : null;
}

/**
 * How long until the limits that are used up reset: what a 429 without `retry-after` asks us to wait.
 * `null`: no limit is used up, or none says when it resets.
 */
export function waitForLimitsMs(limits: LimitReading[] | null, nowMs: number): number | null {
  const resets = (limits ?? [])
    .filter((limit) => limit.remaining === 0 || limit.status === 'rejected')
    .map((limit) => limit.resetAtMs)
    .filter((at) => at !== null);
  return resets.length > 0 ? Math.max(0, Math.max(...resets) - nowMs) : null;
}
