import type { AggregateQuery, Filter } from '../../../db/store.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** A Monday, 00:00 UTC. */
export const T0 = Date.UTC(2026, 2, 2);
export const ALL_TIME: Filter = { fromMs: 0, toMs: T0 * 2 };

export function wholeRange(): AggregateQuery {
  return { filter: ALL_TIME, unit: 'attempts', stepMs: null, groupBy: [], histograms: false };
}
