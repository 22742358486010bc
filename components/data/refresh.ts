import type { QueryClient } from '@tanstack/react-query';

const REFRESH_EVERY_MS = 1_000;

/** Query keys begin with one of these where a new call changes the answer. */
export const LIVE_KEYS = ['series', 'summary', 'breakdown'] as const;

/**
 * After a change, has what is on the screen asked for again: at once, then at most every second, and never while
 * the answer before is still awaited.
 */
export function refreshAfter(queryClient: QueryClient): () => void {
  let nextAtMs = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const refresh = () => {
    timer = null;
    nextAtMs = Date.now() + REFRESH_EVERY_MS;
    for (const key of LIVE_KEYS) void queryClient.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
  };
  return () => {
    if (timer !== null) return;
    const waitMs = nextAtMs - Date.now();
    if (waitMs <= 0) refresh();
    else timer = setTimeout(refresh, waitMs);
  };
}
