import type { EpisodeEnd } from '../insight/episode.ts';
import type { SpanJson } from './span-json.ts';

/*
 * What the API answers of incidents and episodes. Times are epoch milliseconds, durations milliseconds, shares 0 to 1.
 * Names, bodies and statuses of pages are a page's own words: show them as text.
 */

export interface ComponentChangeJson {
  id: string;
  name: string;
  oldStatus: string | null;
  newStatus: string | null;
}

export interface IncidentUpdateJson {
  id: string;
  /** As sent: `investigating`, `identified`, `monitoring`, `resolved`; others occur. */
  status: string;
  /** Plain text, line breaks included. */
  body: string;
  createdAt: number;
  /** The time that the page shows: it can be set back. */
  displayAt: number;
  /** When we saw that it had been changed after we first read it; `null`: never. */
  editedAt: number | null;
  components: ComponentChangeJson[];
}

/** How an episode and an incident go together. */
export interface MatchJson {
  episode: { id: string; provider: string; startedAt: number; endedAt: number | null };
  /** `ms`: how long before the post we saw it; negative: the page was first. */
  lead: { ms: number };
  overlapMs: number;
  /** Whether the page names a model in which the episode shows. */
  models: 'named' | 'unnamed';
}

/** Our attempts over a stretch that tell of capacity, and the overloaded ones among them. `share` `null`: no attempts. */
export interface CapacityRateJson extends SpanJson {
  attempts: number;
  overloaded: number;
  share: number | null;
}

export type MatchState = 'confirmed' | 'unacknowledged' | 'no_local_impact';

export interface IncidentJson {
  /** `PAGE:ID`, as in `GET /api/incidents/ID`. */
  id: string;
  page: string;
  kind: 'incident' | 'maintenance';
  name: string;
  status: string;
  /** As sent: `none`, `minor`, `major`, `critical`, `maintenance`; others occur. */
  impact: string;
  url: string | null;
  createdAt: number;
  /** When the page first told of it. */
  postedAt: number;
  /** When trouble began, as the page says; mostly the time of the post. */
  startedAt: number | null;
  resolvedAt: number | null;
  updatedAt: number;
  /** Neither resolved nor vanished. */
  open: boolean;
  /** When it can be taken to have been going on; of one that stays open for days only around its posts. Not empty. */
  spans: SpanJson[];
  /** Windows that its updates state in words, in UTC. */
  statedSpans: SpanJson[];
  firstSeenAt: number;
  vanishedAt: number | null;
  reopenedAt: number | null;
  /** Whether any update was changed after we first read it. */
  edited: boolean;
  components: { id: string; name: string }[];
  /** Oldest first. */
  updates: IncidentUpdateJson[];
  /** Whether it is about components that count, and for which upstreams. */
  counts: boolean;
  countsFor: string[];
  /** `no_local_impact` also where it does not count, and where there were no calls to feel it (`rates.during`). */
  state: 'confirmed' | 'no_local_impact';
  /** Of the earliest matching episode; `null`: none matches. */
  lead: { ms: number } | null;
  matches: MatchJson[];
  /** Models that it names, such as `Claude Opus 4.5`; empty: none in particular. */
  models: string[];
  /** Of the upstreams it counts for: the hour before, while it went on, the hour after. `null`: it counts for none. */
  rates: { before: CapacityRateJson; during: CapacityRateJson; after: CapacityRateJson | null } | null;
}

/** How well a page and our own numbers agree, for one upstream, over the part of a range that our record covers. */
export interface AgreementJson extends SpanJson {
  provider: string;
  page: string;
  episodes: number;
  /** Episodes for which the page had an incident. */
  confirmed: number;
  confirmedShare: number | null;
  /** How long before the first post we saw confirmed ones; negative: the page was first. */
  lead: { p25Ms: number; medianMs: number; p75Ms: number } | null;
  pageFirst: number;
  /** Posted only once it was over. */
  postedAfterEnd: number;
  /** Incidents that count, and those of them that show in our numbers. */
  incidents: number;
  felt: number;
  /** The share that chance alone would confirm, and how many times above it the page is; `null`: nothing to compare. */
  chanceShare: number | null;
  lift: number | null;
  pValue: number | null;
}

/** `GET /api/incidents?from&to`: those that went on within the range, newest first; also `page`, `counts=true|false`. */
export interface IncidentsAnswer extends SpanJson {
  incidents: IncidentJson[];
  /** One for each upstream that has a page. */
  agreement: AgreementJson[];
  /** There were more than are told: the oldest are left out. */
  truncated?: true;
}

/** `GET /api/incidents/PAGE:ID`. */
export interface IncidentAnswer {
  incident: IncidentJson;
  /** The matching episodes, in full. */
  episodes: EpisodeJson[];
  /** What a chart around it can show: an hour and more before and after. */
  window: SpanJson;
}

export interface EpisodeMatchJson {
  incident: { id: string; page: string; name: string; url: string | null; impact: string; postedAt: number };
  lead: { ms: number };
  overlapMs: number;
  models: 'named' | 'unnamed';
}

/** A stretch in which capacity errors were significantly above normal. Counts are of first attempts. */
export interface EpisodeJson {
  /** `PROVIDER:STARTEDAT`. */
  id: string;
  provider: string;
  startedAt: number;
  /** `null`: it goes on. */
  endedAt: number | null;
  endedBy: EpisodeEnd | null;
  detectedAt: number;
  durationMs: number;
  calls: number;
  failed: number;
  share: number | null;
  /** Failures to be expected had all been normal. */
  expected: number;
  /** Its worst minute. */
  peak: { at: number; calls: number; failed: number; share: number | null };
  /** 0 to 1; 0: too young to tell, see `young`. */
  confidence: number;
  /** It began within the last minutes and may turn out to be a mere burst. */
  young: boolean;
  /** Models in whose own numbers it shows. */
  models: string[];
  /** Whether it shows in the numbers of all models together. */
  general: boolean;
  /** `unacknowledged`: the page has no incident for it, or none yet. */
  state: 'confirmed' | 'unacknowledged';
  /** How long it went on, or has gone on, without a post. */
  unacknowledgedMs: number;
  /** Before the first matching post; `null`: no post. */
  lead: { ms: number } | null;
  /** Best first. */
  matches: EpisodeMatchJson[];
}

/** `GET /api/episodes?from&to&provider`: those that went on within the range, newest first. */
export interface EpisodesAnswer extends SpanJson {
  episodes: EpisodeJson[];
  /** Up to when minutes were taken in; `null`: the past is still being counted. */
  countedTo: number | null;
  truncated?: true;
}
