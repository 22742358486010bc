const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

export const NO_VALUE = '—';

/** A count in full, such as `12,345`. */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined || !Number.isFinite(count) ? NO_VALUE : whole.format(count);
}

/** A count with its noun, such as `1 attempt` and `2,300 attempts`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A count in little room: in full below 10,000, then `12.3K`. */
export function formatCompact(count: number | null | undefined): string {
  if (count === null || count === undefined || !Number.isFinite(count)) return NO_VALUE;
  return Math.abs(count) < 10_000 ? whole.format(count) : compact.format(count);
}

/**
 * A share of 0 to 1 in percent with at most three digits. What is not nothing never shows as 0%, and what is not
 * all never as 100%.
 */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NO_VALUE;
  const percent = share * 100;
  if (percent === 0) return '0%';
  if (percent < 0.01) return '<0.01%';
  if (percent < 1) return `${trim(percent.toFixed(2))}%`;
  if (percent < 10) return `${trim(percent.toFixed(1))}%`;
  if (percent < 99) return `${Math.round(percent)}%`;
  if (percent < 100) return `${Math.min(99.99, Math.floor(percent * 100) / 100)}%`;
  return `${Math.round(percent)}%`;
}

function trim(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** A duration in milliseconds with about three digits: `850 ms`, `1.24 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(durationMs: number | null | undefined): string {
  if (durationMs === null || durationMs === undefined || !Number.isFinite(durationMs)) return NO_VALUE;
  const ms = Math.max(0, durationMs);
  if (ms === 0) return '0 ms';
  if (ms < 1) return '<1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${trim((ms / 1000).toFixed(2))} s`;
  if (ms < 59_950) return `${trim((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return twoUnits(seconds, 3600, 'h', 60, 'min');
  return twoUnits(seconds, 86_400, 'd', 3600, 'h');
}

function twoUnits(seconds: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const count = Math.floor(seconds / big);
  const rest = Math.floor((seconds % big) / small);
  return rest === 0 ? `${count} ${bigUnit}` : `${count} ${bigUnit} ${rest} ${smallUnit}`;
}

/** A size in bytes: `512 B`, `1.4 KB`, `32 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return NO_VALUE;
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${trim(value.toFixed(digits))} ${units[unit]}`;
}

export type ChangeKind = 'relative' | 'share';

export interface Change {
  text: string;
  direction: 'up' | 'down' | 'level';
}

/**
 * What became of a figure since the period before: for counts and durations as a factor of what it was, for shares
 * in percentage points. `null` where there is nothing to compare with.
 */
export function formatChange(now: number | null, before: number | null, kind: ChangeKind): Change | null {
  if (now === null || before === null || !Number.isFinite(now) || !Number.isFinite(before)) return null;
  if (kind === 'share') return shareChange((now - before) * 100);
  if (before === 0) return now === 0 ? { text: 'no change', direction: 'level' } : { text: 'from 0', direction: 'up' };
  const ratio = now / before;
  if (ratio >= 3) return { text: `${ratio >= 10 ? Math.round(ratio) : trim(ratio.toFixed(1))}×`, direction: 'up' };
  const percent = (ratio - 1) * 100;
  if (Math.abs(percent) < 0.5) return { text: 'no change', direction: 'level' };
  return { text: `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(0)}%`, direction: percent > 0 ? 'up' : 'down' };
}

function shareChange(points: number): Change {
  const size = Math.abs(points);
  if (size < 0.005) return { text: 'no change', direction: 'level' };
  const text = size < 1 ? trim(size.toFixed(2)) : size < 10 ? trim(size.toFixed(1)) : size.toFixed(0);
  return { text: `${points > 0 ? '+' : '−'}${text} pp`, direction: points > 0 ? 'up' : 'down' };
}
