import type { Incident } from '../lib/insight/incident.ts';

/** A component as a page last showed it. */
export interface ComponentRecord {
  page: string;
  id: string;
  name: string;
  /** As sent, such as `operational` or `partial_outage`; other words occur. */
  status: string;
  /** Its place on the page. */
  position: number;
  /** The name of the group it is shown in; `null`: none. */
  group: string | null;
  /** Since when it has this status, as far as we saw. */
  sinceMs: number;
  firstSeenMs: number;
  /** When we saw that the page no longer shows it; `null`: it does. */
  vanishedMs: number | null;
}

/** A component had this status from then on, as we saw it. */
export interface ComponentStatus {
  page: string;
  componentId: string;
  atMs: number;
  status: string;
}

/** One of the addresses of a page. */
export interface AddressRecord {
  base: string;
  lastOkMs: number | null;
  /** In words, such as `answers 403`; `null`: it works, or was not tried. */
  problem: string | null;
  failingSinceMs: number | null;
}

/** What is known of a page itself. */
export interface PageRecord {
  page: string;
  /** When it was last read, changed or not; `null`: never. */
  lastSeenMs: number | null;
  /** The address by which it was last read. */
  lastBase: string | null;
  addresses: AddressRecord[];
  /** The page's own verdict, as sent. Judge by component instead. */
  indicator: string | null;
  description: string | null;
  /** The next page of its archive to read; `null`: all was read that it gives. */
  historyPage: number | null;
}

/** What one look at a page changes, written as a whole. */
export interface StatusWrite {
  page: PageRecord;
  components?: readonly ComponentRecord[];
  statuses?: readonly ComponentStatus[];
  /** Each replaces what was known of it, its updates included. */
  incidents?: readonly Incident[];
}

export interface TimeRange {
  /** Inclusive, epoch milliseconds. */
  fromMs: number;
  /** Exclusive, epoch milliseconds. */
  toMs: number;
}

/** All that is kept of status pages. Like `Store`, asynchronous so that an engine may live elsewhere. */
export interface StatusStore {
  write(change: StatusWrite): Promise<void>;
  pages(): Promise<PageRecord[]>;
  page(page: string): Promise<PageRecord | null>;
  /** Of one page, or of all; in the order of the pages. */
  components(page?: string): Promise<ComponentRecord[]>;
  /** Within the range, and for each component the last one before it; oldest first. */
  statuses(range: TimeRange, page?: string): Promise<ComponentStatus[]>;
  /** Those that went on at some time within the range, maintenance included; oldest first. */
  incidents(range: TimeRange, page?: string): Promise<Incident[]>;
  incident(page: string, id: string): Promise<Incident | null>;
  /** Those of a page with these ids. */
  incidentsById(page: string, ids: readonly string[]): Promise<Incident[]>;
  close(): Promise<void>;
}
