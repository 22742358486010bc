import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent, LiveMark } from '../../lib/api/live-shapes.ts';

const REFRESH_EVERY_MS = 1_000;
/** A page that came with answers is busy drawing them; they are as new as the page. */
const FIRST_REFRESH_MS = 2_000;

/** Query keys begin with one of these where a new call changes the answer. */
export const LIVE_KEYS = ['series', 'summary', 'breakdown'] as const;

/** Where a page that comes with answers keeps the mark that was taken before them. */
export const MARK_KEY = ['live-mark'] as const;

const ALL_NEWS = ['verdict', 'status', 'incidents', 'incident', 'episodes', 'policy', 'policy-history'] as const;

/** And where other news does. Before a greeting, the first or one after a gap, anything may have changed unheard. */
const NEWS_KEYS: Record<LiveEvent['type'], readonly string[]> = {
  calls: [],
  policies: ['policy', 'policy-history'],
  incidents: ['verdict', 'status', 'incidents', 'incident', 'episodes'],
  hello: ALL_NEWS,
  reset: ALL_NEWS,
};

/**
 * After a change, has what is on the screen asked for again: at once, then at most every second, and never while
 * the answer before is still awaited; on a page that came with answers, not before it has drawn them. A page's first greeting is a change only in so far as its mark is not the one that
 * the page came with.
 */
export function refreshAfter(queryClient: QueryClient): (event: LiveEvent) => void {
  let nextAtMs = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** What was asked for before the news, so that its answer may be of before. */
  const owed = new Set<string>();
  const ask = (key: string) => {
    if (queryClient.isFetching({ queryKey: [key] }) > 0) owed.add(key);
    void queryClient.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
  };
  const refresh = () => {
    timer = null;
    nextAtMs = Date.now() + REFRESH_EVERY_MS;
    for (const key of LIVE_KEYS) void queryClient.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
    const again = [...owed];
    owed.clear();
    for (const key of again) ask(key);
    if (owed.size > 0) timer = setTimeout(refresh, REFRESH_EVERY_MS);
  };
  let greeted = false;
  return (event) => {
    const mark = event.type === 'hello' && !greeted ? queryClient.getQueryData<LiveMark>(MARK_KEY) : undefined;
    greeted ||= event.type === 'hello';
    if (mark) nextAtMs = Date.now() + FIRST_REFRESH_MS;
    const isNoNews = event.type === 'hello' && event.news === mark?.news;
    if (isNoNews && event.seq === mark?.seq) return;
    if (!isNoNews) for (const key of NEWS_KEYS[event.type]) ask(key);
    if (timer !== null) return;
    const waitMs = nextAtMs - Date.now();
    if (waitMs <= 0) refresh();
    else timer = setTimeout(refresh, waitMs);
  };
}
