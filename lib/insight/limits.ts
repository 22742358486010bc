import type { LimitReading } from '../outcome/attempt.ts';

const MINUTE_MS = 60_000;
/** From this share on a limit is nearly used up. */
export const NEARLY_USED = 0.8;
/** A pace is measured over readings no older than this. */
const PACE_MS = 15 * MINUTE_MS;
const PACE_READINGS_MIN = 3;
const PACE_SPAN_MIN_MS = 30_000;
/** A fall in use of this much is a new window or a refill: the pace is measured from there on. */
const FALL = 0.02;
/** A limit that was not heard of for so long, and that does not say when it resets, is unknown. */
const STALE_MS = 15 * MINUTE_MS;
/** A pace that would use a limit up later than this is no news. */
const HORIZON_MS = 24 * 60 * MINUTE_MS;

/** The limits that one response told. */
export interface LimitSample {
  atMs: number;
  readings: LimitReading[];
}

/** `nearly`: little is left, or the pace will use it up before it resets. */
export type LimitState = 'ok' | 'nearly' | 'used_up' | 'unknown';

/** How one limit stands. */
export interface LimitOutlook {
  name: string;
  state: LimitState;
  limit: number | null;
  remaining: number | null;
  /** Share used, 0 to 1 (can pass 1); 0 once it has reset since. */
  utilization: number | null;
  /** When it was last told. */
  readMs: number;
  /** When it resets; `null`: not told, or past. */
  resetAtMs: number | null;
  /** When it will be used up at the present pace; `null`: not before it resets, not within a day, or no pace known. */
  exhaustAtMs: number | null;
}

interface Point {
  atMs: number;
  used: number;
}

/**
 * How each limit stands at `nowMs`, the fullest first. In: samples in any order, of one account (limits of different
 * accounts have the same names).
 */
export function limitsOutlook(samples: readonly LimitSample[], nowMs: number): LimitOutlook[] {
  const byName = new Map<string, { atMs: number; reading: LimitReading }[]>();
  const inOrder = samples.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, readings } of inOrder)
    for (const reading of readings) {
      const told = byName.get(reading.name);
      if (told) told.push({ atMs, reading });
      else byName.set(reading.name, [{ atMs, reading }]);
    }
  return [...byName].map(([name, told]) => outlook(name, told, nowMs)).sort(byUse);
}

const RANK: Record<LimitState, number> = { used_up: 0, nearly: 1, ok: 2, unknown: 3 };

function byUse(a: LimitOutlook, b: LimitOutlook): number {
  return RANK[a.state] - RANK[b.state] || (b.utilization ?? -1) - (a.utilization ?? -1) || (a.name < b.name ? -1 : 1);
}

/** Share used as a reading tells it, 0 to 1 (can pass 1); `null`: it does not tell. */
export function usedShare({ utilization, limit, remaining }: LimitReading): number | null {
  if (utilization !== null) return Math.max(0, utilization);
  if (limit === null || remaining === null || limit <= 0) return null;
  return Math.max(0, 1 - remaining / limit);
}

function outlook(name: string, told: { atMs: number; reading: LimitReading }[], nowMs: number): LimitOutlook {
  const last = told.at(-1);
  if (!last) throw new RangeError(`no reading of the limit ${name}`);
  const { atMs: readMs, reading } = last;
  const hasReset = reading.resetAtMs !== null && reading.resetAtMs <= nowMs;
  const used = hasReset ? 0 : usedShare(reading);
  const resetAtMs = hasReset ? null : reading.resetAtMs;
  const points = told.flatMap(({ atMs, reading: each }): Point[] => {
    const share = usedShare(each);
    return share === null || atMs < nowMs - PACE_MS ? [] : [{ atMs, used: share }];
  });
  const exhaustAtMs = hasReset || used === null ? null : exhaustion(points, resetAtMs, nowMs);
  const facts = { name, limit: reading.limit, readMs, resetAtMs, utilization: used };
  const remaining = hasReset ? reading.limit : reading.remaining;
  const state = stateOf(reading, { used, hasReset, exhausts: exhaustAtMs !== null, ageMs: nowMs - readMs });
  return { ...facts, state, remaining, exhaustAtMs: state === 'used_up' ? null : exhaustAtMs };
}

function stateOf(
  { status, resetAtMs }: LimitReading,
  { used, hasReset, exhausts, ageMs }: { used: number | null; hasReset: boolean; exhausts: boolean; ageMs: number },
): LimitState {
  if (hasReset) return 'ok';
  if (resetAtMs === null && ageMs > STALE_MS) return 'unknown';
  if (status === 'rejected' || (used !== null && used >= 1)) return 'used_up';
  if (used === null && status === null) return 'unknown';
  if (exhausts || status === 'allowed_warning' || (used !== null && used >= NEARLY_USED)) return 'nearly';
  return 'ok';
}

/** When a line through the readings since the last refill reaches 1 (least squares). */
function exhaustion(points: Point[], resetAtMs: number | null, nowMs: number): number | null {
  let start = points.length - 1;
  while (start > 0 && (points[start - 1]?.used ?? 1) <= (points[start]?.used ?? 0) + FALL) start -= 1;
  const run = points.slice(Math.max(0, start));
  const first = run[0];
  const last = run.at(-1);
  if (!first || !last || run.length < PACE_READINGS_MIN || last.atMs - first.atMs < PACE_SPAN_MIN_MS) return null;
  const meanAt = run.reduce((sum, { atMs }) => sum + (atMs - first.atMs), 0) / run.length;
  const meanUsed = run.reduce((sum, { used }) => sum + used, 0) / run.length;
  let covariance = 0;
  let variance = 0;
  for (const { atMs, used } of run) {
    const offset = atMs - first.atMs - meanAt;
    covariance += offset * (used - meanUsed);
    variance += offset * offset;
  }
  const perMs = covariance / variance;
  if (!(perMs > 0)) return null;
  const atMs = Math.max(nowMs, last.atMs + Math.max(0, 1 - last.used) / perMs);
  if (atMs > nowMs + HORIZON_MS || (resetAtMs !== null && atMs >= resetAtMs)) return null;
  return Math.round(atMs);
}
