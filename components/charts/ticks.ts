import { formatTime, type Zone, zoneOffsetMs } from '../../lib/format/time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** So close to each other that every range which the page offers has two labels where there is room for three. */
const INTERVALS_MS: readonly number[] = [
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  28 * DAY_MS,
  42 * DAY_MS,
  91 * DAY_MS,
  182 * DAY_MS,
  364 * DAY_MS,
];

/** Round times of the zone's own clock within a range, at most `max` of them. */
export function timeTicks(fromMs: number, toMs: number, zone: Zone, max: number): number[] {
  const spanMs = toMs - fromMs;
  if (!(spanMs > 0) || max < 1) return [];
  const intervalMs = INTERVALS_MS.find((candidate) => spanMs / candidate <= max) ?? spanMs / max;
  const ticks: number[] = [];
  let clockMs = Math.ceil((fromMs + zoneOffsetMs(fromMs, zone)) / intervalMs) * intervalMs;
  // The offset may change within the range: each tick is taken back by the one that holds there.
  for (; ticks.length < max + 1; clockMs += intervalMs) {
    const guessMs = clockMs - zoneOffsetMs(clockMs, zone);
    const atMs = clockMs - zoneOffsetMs(guessMs, zone);
    if (atMs > toMs) break;
    if (atMs >= fromMs) ticks.push(atMs);
  }
  return ticks;
}

/** The day at midnight, else the time of day. */
export function tickLabel(atMs: number, zone: Zone): string {
  const isMidnight = (atMs + zoneOffsetMs(atMs, zone)) % DAY_MS === 0;
  return formatTime(atMs, isMidnight ? 'day' : 'minute', zone);
}

/** A bucket in words: its day and the times it lasts from and to. */
export function bucketLabel(fromMs: number, toMs: number, zone: Zone): string {
  const day = formatTime(fromMs, 'day', zone);
  if (toMs - fromMs >= DAY_MS) return `${day} – ${formatTime(toMs, 'day', zone)}`;
  return `${day}, ${formatTime(fromMs, 'minute', zone)} – ${formatTime(toMs, 'minute', zone)}`;
}
