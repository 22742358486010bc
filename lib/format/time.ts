/** Where a time is read: in the viewer's own zone, or in UTC. */
export type Zone = 'local' | 'utc';

export type TimeStyle = 'time' | 'minute' | 'day' | 'full' | 'millisecond';

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  minute: { hour: '2-digit', minute: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  full: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  millisecond: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(style: TimeStyle, zone: Zone): Intl.DateTimeFormat {
  const key = `${style} ${zone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...STYLES[style],
    hourCycle: 'h23',
    timeZone: zone === 'utc' ? 'UTC' : undefined,
  });
  formatters.set(key, made);
  return made;
}

/** A time as text in 24-hour form, such as `24 Nov, 14:05:09`; an em dash for what is no time. */
export function formatTime(ms: number, style: TimeStyle, zone: Zone): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '—';
  return formatter(style, zone).format(ms);
}

/** `2026-11-24 14:05:09.123Z`, for hovers, exports and support. */
export function formatUtc(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return '—';
  return new Date(ms).toISOString().replace('T', ' ');
}

/** Milliseconds that local clocks are ahead of UTC at `ms`. */
export function zoneOffsetMs(ms: number, zone: Zone): number {
  return zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset() * 60_000;
}

let own: string | null = null;

/** Asked once: a formatter takes milliseconds to be made. */
function ownZone(): string {
  own ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own;
}

/** `UTC`, or the viewer's zone with its offset, such as `Europe/Zurich, UTC+1`. */
export function zoneName(zone: Zone, ms: number): string {
  if (zone === 'utc') return 'UTC';
  const minutes = zoneOffsetMs(ms, zone) / 60_000;
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const sign = minutes < 0 ? '−' : '+';
  return `${ownZone()}, UTC${sign}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

const AGO_STEPS: readonly [limitMs: number, unitMs: number, unit: string][] = [
  [90_000, 1000, 's'],
  [90 * 60_000, 60_000, 'min'],
  [36 * 3_600_000, 3_600_000, 'h'],
  [Number.POSITIVE_INFINITY, 86_400_000, 'd'],
];

/** How long ago in one unit, such as `3 min ago`. Times ahead count as now. */
export function formatAgo(ms: number, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - ms);
  if (ageMs < 2000) return 'just now';
  const [, unitMs, unit] = AGO_STEPS.find(([limitMs]) => ageMs < limitMs) ?? [0, 86_400_000, 'd'];
  return `${Math.floor(ageMs / unitMs)} ${unit} ago`;
}
