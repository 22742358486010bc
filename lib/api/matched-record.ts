import type { ProviderEpisode } from '../insight/episode-scope.ts';
import type { Incident, Span } from '../insight/incident.ts';
import { LATE_POST_MS, type MatchedEpisode, type MatchedIncident, matchAll } from '../insight/matching.ts';
import type { InsightSources } from './insight-sources.ts';
import { DAY_MS } from './times.ts';
import { type ProviderPage, providerPages } from './upstream-pages.ts';

/** The episodes of one provider laid over incidents of its page. */
export interface MatchedProvider extends ProviderPage {
  episodes: MatchedEpisode[];
  /** Of its page; empty without one. */
  incidents: MatchedIncident[];
}

const NO_CHOICE = { ids: [], names: [] };

/** Those that go on at some time within a span. */
export function episodesWithin(
  episodes: readonly ProviderEpisode[],
  { fromMs, toMs }: Span,
  nowMs: number,
): ProviderEpisode[] {
  return episodes.filter(({ startMs, endMs }) => startMs < toMs && (endMs ?? Math.max(nowMs, startMs) + 1) > fromMs);
}

function matchOne(
  { provider, page }: ProviderPage,
  episodes: ProviderEpisode[],
  incidents: readonly Incident[],
  nowMs: number,
): MatchedProvider {
  const own = page ? incidents.filter((incident) => incident.page === page.page.name) : [];
  return { provider, page, ...matchAll(episodes, own, page?.choice ?? NO_CHOICE, nowMs) };
}

/** Lays all episodes that can have to do with these incidents over them, by provider. */
export function matchIncidents(
  { config, episodes }: InsightSources,
  incidents: readonly Incident[],
  nowMs: number,
): MatchedProvider[] {
  const times = incidents.flatMap(({ createdMs, startedMs, updates }) => [
    createdMs,
    startedMs ?? createdMs,
    ...updates.map((update) => update.createdMs),
  ]);
  // An update can state a window of the day before it.
  const span = { fromMs: Math.min(...times) - DAY_MS, toMs: nowMs + 1 };
  return providerPages(config, episodes.providers).map((each) =>
    matchOne(each, episodesWithin(episodes.episodesOf(each.provider), span, nowMs), incidents, nowMs),
  );
}

/** The incidents that can have to do with what went on within a span. */
export function incidentsAround({ status }: InsightSources, { fromMs, toMs }: Span): Promise<Incident[]> {
  return status.incidents({ fromMs: fromMs - LATE_POST_MS, toMs: toMs + DAY_MS });
}

/** Lays the episodes of a span over all incidents that can have to do with them, by provider. */
export async function matchEpisodes(
  sources: InsightSources,
  span: Span,
  nowMs: number,
  provider: string | null = null,
): Promise<MatchedProvider[]> {
  const { config, episodes } = sources;
  const pages = providerPages(config, episodes.providers).filter(
    (each) => provider === null || each.provider === provider,
  );
  const found = pages.map((each) => episodesWithin(episodes.episodesOf(each.provider), span, nowMs));
  const all = found.flat();
  const around = {
    fromMs: Math.min(span.fromMs, ...all.map(({ startMs }) => startMs)),
    toMs: Math.max(span.toMs, ...all.map(({ endMs }) => endMs ?? nowMs)),
  };
  const incidents = all.length > 0 ? await incidentsAround(sources, around) : [];
  return pages.map((each, index) => matchOne(each, found[index] ?? [], incidents, nowMs));
}
