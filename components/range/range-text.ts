import { parseTime } from '../../lib/api/times.ts';
import { formatTime, type Zone } from '../../lib/format/time.ts';
import { RANGE_PRESETS } from './presets.ts';

/** A range as the URL and the API write it: each end epoch milliseconds, ISO 8601, or relative to now. */
export interface RangeText {
  from: string;
  to: string;
}

const UNITS: Record<string, string> = {
  s: 's',
  sec: 's',
  m: 'm',
  min: 'm',
  h: 'h',
  hr: 'h',
  d: 'd',
  day: 'd',
  w: 'w',
  wk: 'w',
};
const WORDS: Record<string, string> = { second: 's', minute: 'm', hour: 'h', day: 'd', week: 'w' };
const SPAN = /^(?:(?:last|past)\s+)?(\d{1,6})?\s*([a-z]+)$/;
const UNIT_WORDS: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };

function unitOf(word: string): string | null {
  const singular = word.length > 1 ? word.replace(/s$/, '') : word;
  return UNITS[singular] ?? WORDS[singular] ?? null;
}

/**
 * A range from what a person types: `6h`, `last 30 minutes`, `now-2d`, or two times with `to` between them.
 * `null`: not understood.
 */
export function readTypedRange(typed: string): RangeText | null {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const span = SPAN.exec(text);
  const unit = span?.[2] ? unitOf(span[2]) : null;
  if (span && unit && (span[1] || /^(last|past) /.test(text))) return valid(`now-${span[1] ?? 1}${unit}`, 'now');
  const [from = '', to = 'now', ...rest] = text.split(/ (?:to|until|–) /);
  return rest.length === 0 ? valid(toIso(from), toIso(to)) : null;
}

function toIso(text: string): string {
  return text
    .replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d)/, '$1T$2')
    .replaceAll(/ /g, '')
    .toUpperCase()
    .replace(/^NOW.*/, (now) => now.toLowerCase());
}

function valid(from: string, to: string): RangeText | null {
  const nowMs = Date.now();
  try {
    return parseTime('from', from, nowMs) < parseTime('to', to, nowMs) ? { from, to } : null;
  } catch {
    return null;
  }
}

/** A relative range in words, such as `Last 6 hours`, the same whenever and wherever; `null`: it does not end now. */
export function relativeLabel({ from, to }: RangeText): string | null {
  if (to !== 'now') return null;
  const preset = RANGE_PRESETS.find((candidate) => candidate.from === from);
  if (preset) return preset.label;
  const [, count, unit] = /^now-(\d+)([smhdw])$/.exec(from) ?? [];
  if (!count || !unit) return null;
  return count === '1' ? `Last ${UNIT_WORDS[unit]}` : `Last ${count} ${UNIT_WORDS[unit]}s`;
}

/** A range in words and in the reader's zone. */
export function rangeLabel(range: RangeText, nowMs: number, zone: Zone): string {
  const relative = relativeLabel(range);
  if (relative) return relative;
  try {
    const fromMs = parseTime('from', range.from, nowMs);
    const toMs = parseTime('to', range.to, nowMs);
    const [fromDay, toDay] = [formatTime(fromMs, 'day', zone), formatTime(toMs, 'day', zone)];
    const end =
      range.to === 'now' ? 'now' : `${fromDay === toDay ? '' : `${toDay}, `}${formatTime(toMs, 'minute', zone)}`;
    return `${fromDay}, ${formatTime(fromMs, 'minute', zone)} – ${end}`;
  } catch {
    return 'Range not understood';
  }
}

/** The ends of a range at a moment; `null`: it is not understood, as from a mistyped link. */
export function resolveRange(range: RangeText, nowMs: number): { fromMs: number; toMs: number } | null {
  try {
    const fromMs = parseTime('from', range.from, nowMs);
    const toMs = parseTime('to', range.to, nowMs);
    return fromMs < toMs ? { fromMs, toMs } : null;
  } catch {
    return null;
  }
}

/** Twice the range about its middle, not past now. */
export function widened(range: RangeText, nowMs: number): RangeText | null {
  const ends = resolveRange(range, nowMs);
  if (!ends) return null;
  const halfMs = Math.round((ends.toMs - ends.fromMs) / 2);
  const toMs = Math.min(ends.toMs + halfMs, nowMs);
  return { from: String(toMs - 4 * halfMs), to: String(toMs) };
}
