import type { ProviderEpisode } from './episode-scope.ts';
import { activeSpans, type ComponentChoice, concerns, type Incident, postedMs, type Span } from './incident.ts';
import { isNamed, modelsNamed, type NamedModel, namesManyModels } from './model-names.ts';
import { statedImpact } from './stated-impact.ts';

const MINUTE_MS = 60_000;
/** Pages post late: a post so long after an episode's end can still be about it. */
export const LATE_POST_MS = 90 * MINUTE_MS;

/** How an episode and an incident go together. */
export interface Match {
  page: string;
  incidentId: string;
  episodeStartMs: number;
  /** How long before the post we saw it; negative: the page was first. */
  leadMs: number;
  overlapMs: number;
  /** Whether the page names a model in which the episode shows; `unnamed`: it names none in particular. */
  models: 'named' | 'unnamed';
}

/** `confirmed`: the page has an incident for it. `unacknowledged`: it has none, or none yet. */
export interface MatchedEpisode {
  episode: ProviderEpisode;
  state: 'confirmed' | 'unacknowledged';
  /** Best first. */
  matches: Match[];
  /** How long it went on, or has gone on, without a post: until the first post, its end, or now. */
  unacknowledgedMs: number;
}

/** `no_local_impact`: in our own numbers nothing shows. */
export interface MatchedIncident {
  incident: Incident;
  /** Whether it is about components that matter. */
  counts: boolean;
  state: 'confirmed' | 'no_local_impact';
  matches: Match[];
}

/** An incident made ready for matching. */
export interface ReadIncident {
  incident: Incident;
  counts: boolean;
  postedMs: number;
  spans: Span[];
  /** `null`: it names none in particular. */
  models: NamedModel[] | null;
}

/** Reads what matching needs out of an incident as known at `nowMs`. */
export function readIncident(incident: Incident, choice: ComponentChoice, nowMs: number): ReadIncident {
  const bodies = incident.updates.map(({ body }) => body);
  const named = modelsNamed([incident.name, ...bodies].join('\n'));
  const stated = incident.updates.flatMap(({ body, createdMs }) => statedImpact(body, createdMs) ?? []);
  return {
    incident,
    counts: concerns(incident, choice),
    postedMs: postedMs(incident),
    spans: [...activeSpans(incident, nowMs), ...stated],
    models: named.length === 0 || namesManyModels(incident.name) ? null : named,
  };
}

const overlap = (a: Span, b: Span): number => Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

/**
 * Whether and how an episode goes with an incident: it was going on at the same time or was posted soon after the
 * episode's end, is about components that matter, and does not name other models only.
 */
export function match(episode: ProviderEpisode, read: ReadIncident, nowMs: number): Match | null {
  if (!read.counts || read.postedMs > nowMs) return null;
  const span = { fromMs: episode.startMs, toMs: episode.endMs ?? Math.max(nowMs, episode.startMs + 1) };
  const overlapMs = Math.max(0, ...read.spans.map((each) => overlap(each, span)));
  const postedLate = read.postedMs >= span.toMs && read.postedMs <= span.toMs + LATE_POST_MS;
  if (overlapMs === 0 && !postedLate) return null;
  const { models } = read;
  const named = models !== null && episode.models.some((model) => isNamed(model, models));
  if (models !== null && episode.models.length > 0 && !named) return null;
  return {
    page: read.incident.page,
    incidentId: read.incident.id,
    episodeStartMs: episode.startMs,
    leadMs: read.postedMs - episode.startMs,
    overlapMs,
    models: named ? 'named' : 'unnamed',
  };
}

/** Best first: those that name the model, then the longer overlap, then the nearer post. */
function byFit(a: Match, b: Match): number {
  if (a.models !== b.models) return a.models === 'named' ? -1 : 1;
  return b.overlapMs - a.overlapMs || Math.abs(a.leadMs) - Math.abs(b.leadMs);
}

/** Lays episodes over incidents, as known at `nowMs`. Both keep their order. */
export function matchAll(
  episodes: readonly ProviderEpisode[],
  incidents: readonly Incident[],
  choice: ComponentChoice,
  nowMs: number,
): { episodes: MatchedEpisode[]; incidents: MatchedIncident[] } {
  const read = incidents.map((incident) => readIncident(incident, choice, nowMs));
  const pairs = episodes.map((episode) => read.map((each) => match(episode, each, nowMs)));
  return {
    episodes: episodes.map((episode, row) => {
      const matches = (pairs[row] ?? []).filter((each) => each !== null).sort(byFit);
      const lastedMs = (episode.endMs ?? nowMs) - episode.startMs;
      const firstPostMs = Math.min(lastedMs, ...matches.map(({ leadMs }) => leadMs));
      return {
        episode,
        state: matches.length > 0 ? 'confirmed' : 'unacknowledged',
        matches,
        unacknowledgedMs: Math.max(0, firstPostMs),
      };
    }),
    incidents: read.map(({ incident, counts }, column) => {
      const matches = pairs.flatMap((row) => row[column] ?? []);
      return { incident, counts, state: matches.length > 0 ? 'confirmed' : 'no_local_impact', matches };
    }),
  };
}
