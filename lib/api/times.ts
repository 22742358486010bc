import { ParamError } from './param-error.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: Record<string, number> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

const RELATIVE = /^now(?:-(\d{1,9})([smhdw]))?$/;
const EPOCH_MS = /^\d{1,15}$/;
/** A `+` in a query string arrives as a space. */
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+\- ]\d\d:?\d\d)?)?$/i;

/** Times lie between 1970 and 9999. */
const MAX_MS = Date.UTC(9999, 11, 31);
const ALLOWED =
  'epoch milliseconds, a date and time such as 2026-11-24T14:05:00Z (UTC where no zone is named), or relative such as now, now-30m, now-6h, now-7d';

function offsetMs(zone: string | undefined): number {
  if (!zone || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const sizeMs = Number(digits.slice(0, 2)) * HOUR_MS + Number(digits.slice(2)) * MINUTE_MS;
  return zone.startsWith('-') ? -sizeMs : sizeMs;
}

function isoMs(text: string): number {
  const match = ISO.exec(text);
  if (!match) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  // Date.UTC carries over: 30 February would be 2 March.
  const real = new Date(ms);
  const isReal =
    real.getUTCMonth() === month - 1 && real.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? ms - offsetMs(match[8]) : Number.NaN;
}

function relativeMs(text: string, nowMs: number): number {
  const match = RELATIVE.exec(text);
  if (!match) return Number.NaN;
  return nowMs - Number(match[1] ?? 0) * (UNIT_MS[match[2] ?? ''] ?? 0);
}

/**
 * A point in time as epoch milliseconds, from epoch milliseconds, ISO 8601, or relative to `nowMs` (units s, m, h, d, w).
 * @throws ParamError naming `field`
 */
export function parseTime(field: string, text: string, nowMs: number): number {
  const trimmed = text.trim();
  const ms = EPOCH_MS.test(trimmed)
    ? Number(trimmed)
    : trimmed.startsWith('now')
      ? relativeMs(trimmed, nowMs)
      : isoMs(trimmed);
  if (!(ms >= 0 && ms <= MAX_MS)) throw new ParamError(field, text, ALLOWED);
  return ms;
}
