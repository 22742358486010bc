import type { AdviceItem } from '../insight/advice-input.ts';
import type { EpisodeEnd } from '../insight/episode.ts';
import type { LimitState } from '../insight/limits.ts';
import type { VerdictAdvice, VerdictState } from '../insight/verdict-input.ts';
import type { LimitJson } from './shapes.ts';

/*
 * What the API answers of status pages, incidents, episodes and the present. Times are epoch milliseconds, durations
 * milliseconds, shares 0 to 1. Names, bodies and statuses of pages are a page's own words: show them as text.
 */

/** A stretch of time; `to` exclusive. */
export interface SpanJson {
  from: number;
  to: number;
}

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

/** The numbers that a verdict rests on. Shares are of attempts that reached an answer or failed. */
export interface VerdictEvidenceJson {
  windowMs: number;
  attempts: number;
  failed: number;
  share: number | null;
  usualShare: number | null;
  usualAttempts: number | null;
  since: number | null;
  /** Of an overload: how long the page was or has been silent. */
  silentMs: number | null;
  lead: { ms: number } | null;
  incident: { id: string; name: string; url: string | null } | null;
  episodeId: string | null;
  /** The status page of this upstream; `null`: none is set up. */
  page: { name: string; url: string; seenAt: number | null; stale: boolean; ageText: string } | null;
  limit: string | null;
  resetAt: number | null;
}

/** `GET /api/verdict?provider`: without one, of the upstream that is worst off. */
export interface VerdictAnswer {
  provider: string;
  state: VerdictState;
  headline: string;
  advice: VerdictAdvice[];
  evidence: VerdictEvidenceJson;
  /** What else is wrong, the worst first. */
  also: VerdictState[];
  /** What to look at, or to put into a report: the episode's time, else the window of the counts. */
  window: SpanJson;
  at: number;
  /** Every upstream that had attempts within the last day, this one included. */
  providers: { provider: string; state: VerdictState; headline: string }[];
}

/** One limit of one account, and of one model where limits are by model, over time. */
export interface LimitOutlookJson extends Omit<LimitJson, 'status' | 'utilization'> {
  /** Share used, 0 to 1 (can pass 1). */
  used: number | null;
  state: LimitState;
  provider: string;
  /** The organization's id, else the first characters of the key's hash; `null`: not told. */
  account: string | null;
  /** `null`: it holds for all models of the account. */
  model: string | null;
  /** When it was last told. */
  readAt: number;
  /** When it will be used up at the present pace; `null`: not before it resets, or no pace known. */
  exhaustAt: number | null;
  /** For a small chart, oldest first; at most 200. */
  samples: { at: number; used: number | null; remaining: number | null }[];
}

/** `GET /api/limits?from&to`: the fullest first. */
export interface LimitsAnswer extends SpanJson {
  limits: LimitOutlookJson[];
  /** Attempts with readings that were looked at; with `sampled` there are more, and these are spread evenly. */
  attempts: number;
  sampled: boolean;
}

/** `GET /api/advice?from&to`: what would reduce 429s and 529s, what touches the most attempts first. */
export interface AdviceAnswer extends SpanJson {
  advice: AdviceItem[];
  /** Attempts looked at; with `sampled` there are more, and these are spread evenly. */
  attempts: number;
  sampled: boolean;
}
