import { type Hint, type HintFlaw, type HintSource, NO_HINT } from './hint.ts';
import { parseHttpDate } from './http-date.ts';
import { TIMER_MAX_MS } from './policy.ts';

/** Reads one header by its lower-case name; `null`: absent. */
export type HeaderReader = (name: string) => string | null;

/** Whose reading of `retry-after` holds: our own strict one, or the Anthropic SDK's, quirks and all. */
export type HintRules = 'strict' | 'anthropic-sdk';

/** Longer header values are hostile: no time is that long. */
const MAX_VALUE_LENGTH = 100;

function judge(from: HintSource, value: string, waitMs: number): Hint {
  const flaw = flawOf(waitMs);
  return flaw
    ? { kind: 'ignored', from, value: value.slice(0, MAX_VALUE_LENGTH), because: flaw }
    : { kind: 'wait', waitMs, from };
}

function flawOf(waitMs: number): HintFlaw | null {
  if (Number.isNaN(waitMs)) return 'not_a_time';
  if (waitMs <= 0) return 'not_positive';
  return waitMs > TIMER_MAX_MS ? 'beyond_timer' : null;
}

/** A non-negative or negative decimal number and nothing else; `NaN` otherwise. */
function strictNumber(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function strictHint(header: HeaderReader, nowMs: number): Hint {
  const millis = header('retry-after-ms')?.trim();
  const fromMillis = millis ? judge('retry-after-ms', millis, strictNumber(millis)) : NO_HINT;
  const after = header('retry-after')?.trim();
  if (fromMillis.kind === 'wait' || !after) return fromMillis;
  const seconds = strictNumber(after);
  return judge('retry-after', after, Number.isNaN(seconds) ? parseHttpDate(after, nowMs) - nowMs : seconds * 1000);
}

/**
 * As @anthropic-ai/sdk 1.12.0 reads them: numbers by their leading digits (`parseFloat`), `retry-after-ms` first,
 * `retry-after` when that is absent, zero or no number. Its `Date.parse` takes more than HTTP's dates, how much more
 * depends on the runtime ("Zun, 29 Sep 2023" in some); here only HTTP's dates are dates.
 */
function sdkHint(header: HeaderReader, nowMs: number): Hint {
  const millis = header('retry-after-ms');
  const fromMillis = millis ? Number.parseFloat(millis) : Number.NaN;
  if (millis && fromMillis) return judge('retry-after-ms', millis, fromMillis);
  const after = header('retry-after');
  if (!after) return millis ? judge('retry-after-ms', millis, fromMillis) : NO_HINT;
  const seconds = Number.parseFloat(after);
  return judge('retry-after', after, Number.isNaN(seconds) ? parseHttpDate(after, nowMs) - nowMs : seconds * 1000);
}

/**
 * How long a failed response asks to wait. Read it on failures only: `retry-after` also comes with a 200.
 * A wait of zero or less, one that no timer can hold, or garbage is `ignored`, and says why.
 * @param header reads a response header
 * @param nowMs epoch milliseconds, for dates
 */
export function readHint(header: HeaderReader, nowMs: number, rules: HintRules = 'strict'): Hint {
  return rules === 'anthropic-sdk' ? sdkHint(header, nowMs) : strictHint(header, nowMs);
}

/** `x-should-retry`, which overrides what the status would say; `null`: absent or neither `true` nor `false`. */
export function readShouldRetry(header: HeaderReader): boolean | null {
  const value = header('x-should-retry');
  return value === 'true' ? true : value === 'false' ? false : null;
}
