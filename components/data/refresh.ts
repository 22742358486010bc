import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '../../lib/api/shapes.ts';

const REFRESH_EVERY_MS = 1_000;

/** Query keys begin with one of these where a new call changes the answer. */
export const LIVE_KEYS = ['series', 'summary', 'breakdown'] as const;

const ALL_NEWS = ['verdict', 'status', 'incidents', 'incident', 'episodes', 'policy', 'policy-history'] as const;

/** And where other news does. After a gap in the stream anything may have changed. */
const NEWS_KEYS: Record<LiveEvent['type'], readonly string[]> = {
  calls: [],
  policies: ['policy', 'policy-history'],
  incidents: ['verdict', 'status', 'incidents', 'incident', 'episodes'],
  hello: ALL_NEWS,
  reset: ALL_NEWS,
};

/**
 * After a change, has what is on the screen asked for again: at once, then at most every second, and never while
 * the answer before is still awaited.
 */
export function refreshAfter(queryClient: QueryClient): (event: LiveEvent) => void {
  let nextAtMs = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isGreeted = false;
  const refresh = () => {
    timer = null;
    nextAtMs = Date.now() + REFRESH_EVERY_MS;
    for (const key of LIVE_KEYS) void queryClient.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
  };
  return ({ type }) => {
    // The first greeting ends no gap: what the page shows was asked for a moment ago.
    const keys = type === 'hello' && !isGreeted ? [] : NEWS_KEYS[type];
    isGreeted ||= type === 'hello';
    for (const key of keys) void queryClient.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
    if (timer !== null) return;
    const waitMs = nextAtMs - Date.now();
    if (waitMs <= 0) refresh();
    else timer = setTimeout(refresh, waitMs);
  };
}
