import { add, emptyCount, recent, type SlidingCount } from './sliding-count.ts';

/** Google's client-side throttling: what was asked of a server of late, and what it accepted. */
export interface AdaptiveThrottle {
  requests: SlidingCount;
  accepts: SlidingCount;
}

export interface ThrottleSettings {
  /** How many times what the server accepts may be asked of it; 2 by default. */
  multiplier: number;
  windowMs: number;
}

export const DEFAULT_THROTTLE: ThrottleSettings = { multiplier: 2, windowMs: 120_000 };

export function newThrottle(nowMs: number): AdaptiveThrottle {
  return { requests: emptyCount(nowMs), accepts: emptyCount(nowMs) };
}

/** A request ended, or was refused here (`accepted` false: refusals count as requests too). */
export function countRequest(
  throttle: AdaptiveThrottle,
  accepted: boolean,
  settings: ThrottleSettings,
  nowMs: number,
): AdaptiveThrottle {
  return {
    requests: add(throttle.requests, settings.windowMs, nowMs),
    accepts: add(throttle.accepts, settings.windowMs, nowMs, accepted ? 1 : 0),
  };
}

/** The chance with which to refuse the next request: `max(0, (requests - K * accepts) / (requests + 1))`. */
export function refusalChance(throttle: AdaptiveThrottle, settings: ThrottleSettings, nowMs: number): number {
  const requests = recent(throttle.requests, settings.windowMs, nowMs);
  const accepts = recent(throttle.accepts, settings.windowMs, nowMs);
  return Math.max(0, (requests - settings.multiplier * accepts) / (requests + 1));
}
