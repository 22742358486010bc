import { type Archived, readArchive, readFeed, readSingle } from './archive.ts';
import type { IncidentNews } from './merge.ts';
import type { PageSync } from './page-sync.ts';
import type { Posted } from './posted.ts';
import { pause, type StatusDeps } from './request.ts';

/** Between two requests, so that reading years of incidents is no burden. */
const PAUSE_MS = 1000;
/** A page of the archive holds three months: 15 years. */
const PAGES_MAX = 60;
const EMPTY_PAGES_MAX = 2;
const INCIDENTS_PER_PAGE_MAX = 300;
const FEEDS = ['/history.atom', '/feed.atom'];

export interface HistoryOptions {
  sync: PageSync;
  /** Whether an incident is known already. */
  isKnown: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  onNews: (news: IncidentNews[]) => void;
  deps: StatusDeps;
  signal: AbortSignal;
  pauseMs?: number;
}

/**
 * Reads a page's archive from where it was left, newest first, each incident by itself; where there is no archive, the
 * feed. What was read is kept page by page, so that it can be broken off at any time. Out: whether it came to the end;
 * if not, an address failed, and it is worth trying again later.
 */
export async function readHistory(options: HistoryOptions): Promise<boolean> {
  const { sync, signal } = options;
  let empty = 0;
  for (let page = sync.historyPage; page !== null && !signal.aborted; page = sync.historyPage) {
    const archive = await sync.addresses.read(
      `/history.json?page=${page}`,
      (text, base) => readArchive(text, base, options.deps.nowMs()),
      signal,
      true,
    );
    if (archive.kind === 'absent') return page === 1 ? readFeeds(options) : keepAll(options, [], null);
    if (archive.kind !== 'value') return false;
    empty = archive.value.length === 0 ? empty + 1 : 0;
    const isLast = empty >= EMPTY_PAGES_MAX || page >= PAGES_MAX;
    if (!(await keepAll(options, archive.value, isLast ? null : page + 1))) return false;
    await wait(options);
  }
  return sync.historyPage === null;
}

async function readFeeds(options: HistoryOptions): Promise<boolean> {
  const { sync, signal, deps } = options;
  for (const path of FEEDS) {
    const read = (text: string, base: string) => readFeed(text, base, deps.nowMs());
    const feed = await sync.addresses.read(path, read, signal, true);
    if (feed.kind === 'value') return keepAll(options, feed.value, null);
    if (feed.kind !== 'absent' || !(await wait(options))) return false;
  }
  // Neither archive nor feed: there is no more to be had.
  return keepAll(options, [], null);
}

/** Reads the incidents that are not known yet and keeps them. False: broken off, to go on with the same page. */
async function keepAll(options: HistoryOptions, archived: Archived[], nextPage: number | null): Promise<boolean> {
  const { sync, signal, deps } = options;
  const some = archived.slice(0, INCIDENTS_PER_PAGE_MAX);
  const known = await options.isKnown(some.map(({ id }) => id));
  const posted: Posted[] = [];
  let isWhole = true;
  for (const { id, outline } of some) {
    if (known.has(id)) continue;
    const read = (text: string, base: string) => readSingle(text, base, deps.nowMs());
    const single = await sync.addresses.read(`/incidents/${id}.json`, read, signal, true);
    isWhole = single.kind === 'value' || single.kind === 'absent';
    if (!isWhole) break;
    // One that the page does not give by itself is kept as the archive outlines it.
    posted.push(single.kind === 'value' && single.value.id === id ? single.value : outline);
    isWhole = await wait(options);
    if (!isWhole) break;
  }
  options.onNews(await sync.keepArchived(posted, isWhole ? nextPage : sync.historyPage));
  return isWhole;
}

const wait = ({ deps, signal, pauseMs }: HistoryOptions): Promise<boolean> => pause(pauseMs ?? PAUSE_MS, deps, signal);
