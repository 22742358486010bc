import type { IncidentJson } from './incident-shapes.ts';
import type { SpanJson } from './span-json.ts';

/*
 * What the API answers of status pages. Times are epoch milliseconds, durations milliseconds, shares 0 to 1.
 * Names, bodies and statuses of pages are a page's own words: show them as text.
 */

/** Where a status page can be read. */
export interface StatusAddressJson {
  url: string;
  lastOkAt: number | null;
  /** In words, such as `answers 403`; `null`: it works, or was not tried. */
  problem: string | null;
  failingSince: number | null;
}

/** A stretch in which a component was not `operational`. `told`: from the page's updates, before we looked ourselves. */
export interface ComponentPeriodJson extends SpanJson {
  status: string;
  source: 'seen' | 'told';
}

export interface StatusComponentJson {
  id: string;
  name: string;
  /** As sent: `operational`, `degraded_performance`, `partial_outage`, `major_outage`, `under_maintenance`; others occur. */
  status: string;
  /** The name of its group on the page; `null`: none. */
  group: string | null;
  /** Since when it has this status, as far as we saw. */
  since: number;
  /** When the page stopped showing it; `null`: it does. */
  vanishedAt: number | null;
  /** The upstreams for which it counts. Empty: for none. */
  countsFor: string[];
  /** Only when a range was asked for, and not `operational` alone; oldest first. */
  periods?: ComponentPeriodJson[];
}

export interface StatusPageJson {
  /** As in `WEIR_STATUS_PAGES`. */
  name: string;
  /** For people: where the page is. */
  url: string;
  /** The address that answered last; `null`: none has. */
  answeredBy: string | null;
  addresses: StatusAddressJson[];
  /** When it was last read; `null`: never. */
  seenAt: number | null;
  ageMs: number | null;
  /** Too old to be taken for the present. */
  stale: boolean;
  /** `last seen 14 min ago, by the second address; the first answers 403` */
  ageText: string;
  /** The page's own verdict, as sent; judge by component instead. */
  indicator: string | null;
  description: string | null;
  /** Whether the page's past has been read as deep as it gives it. */
  historyComplete: boolean;
  /** The upstreams that it tells of. */
  upstreams: string[];
  /** In the page's order; those that vanished come last. */
  components: StatusComponentJson[];
  /** Open incidents and maintenance that goes on, the newest first. */
  incidents: IncidentJson[];
}

/** `GET /api/status?from&to`: without a range, without periods. */
export interface StatusAnswer {
  now: number;
  intervalMs: number;
  /** Empty: polling is off. */
  pages: StatusPageJson[];
}
