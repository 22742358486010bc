import { agreement } from '../insight/agreement.ts';
import { activeSpans, type Incident, type Span } from '../insight/incident.ts';
import { ApiError, notFound } from './api-error.ts';
import { type CapacityCounts, readCapacity } from './capacity-rates.ts';
import { episodeJson } from './episode-json.ts';
import { BESIDE_MS, incidentJson } from './incident-json.ts';
import type { AgreementJson, IncidentAnswer, IncidentJson, IncidentsAnswer } from './incident-shapes.ts';
import type { InsightSources } from './insight-sources.ts';
import { incidentsAround, type MatchedProvider, matchIncidents } from './matched-record.ts';
import type { SpanJson } from './span-json.ts';
import { HOUR_MS } from './times.ts';
import { providerPages } from './upstream-pages.ts';

/** More than a year of a busy page. */
const INCIDENTS_MAX = 500;
const ID_MAX = 200;

export interface IncidentsQuery {
  range: Span;
  /** `null`: all pages. */
  page: string | null;
  /** `null`: whether they count or not. */
  counts: boolean | null;
}

/** The incidents of a range with what our own numbers say of them, newest first, and how well both agree. */
export async function incidentsAnswer(
  sources: InsightSources,
  { range, page, counts }: IncidentsQuery,
  nowMs: number,
): Promise<IncidentsAnswer> {
  const found = await sources.status.incidents(range, page ?? undefined);
  const all = (await incidentsJson(sources, found, nowMs)).filter((each) => counts === null || each.counts === counts);
  const newestFirst = all.sort((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? -1 : 1));
  return {
    from: range.fromMs,
    to: range.toMs,
    incidents: newestFirst.slice(0, INCIDENTS_MAX),
    agreement: await agreements(sources, range, page, nowMs),
    ...(newestFirst.length > INCIDENTS_MAX && { truncated: true as const }),
  };
}

const startOf = ({ spans, postedAt }: IncidentJson): number => spans[0]?.from ?? postedAt;

/** One incident and the episodes that go with it. @throws ApiError 404 */
export async function incidentAnswer(sources: InsightSources, key: string, nowMs: number): Promise<IncidentAnswer> {
  const [, page = '', id = ''] = /^([^:]*):(.*)$/s.exec(key.slice(0, ID_MAX)) ?? [];
  const incident = key.length > ID_MAX ? null : await sources.status.incident(page, id);
  if (!incident) throw notFound(`there is no incident ${JSON.stringify(key.slice(0, ID_MAX))}`);
  const providers = matchIncidents(sources, [incident], nowMs);
  const [told] = await incidentsJson(sources, [incident], nowMs);
  if (!told) throw new ApiError(500, 'internal', 'an incident went missing');
  const span = episodesSpan(told, providers);
  const around = await incidentsAround(sources, span);
  const episodes = matchIncidents(sources, around, nowMs).flatMap(({ provider, episodes: matched }) =>
    matched
      .filter(({ matches }) => matches.some((match) => match.page === page && match.incidentId === id))
      .map((each) => episodeJson(provider, each, around, nowMs)),
  );
  return { incident: told, episodes, window: windowAround(told, span, nowMs) };
}

/** From the first to the last of an incident and the episodes that go with it. */
function episodesSpan({ spans, matches, postedAt }: IncidentJson, providers: MatchedProvider[]): Span {
  const ends = providers.flatMap(({ episodes }) => episodes.map(({ episode }) => episode));
  const matched = ends.filter(({ startMs }) => matches.some(({ episode }) => episode.startedAt === startMs));
  return {
    fromMs: Math.min(spans[0]?.from ?? postedAt, ...matched.map(({ startMs }) => startMs)),
    toMs: Math.max(spans.at(-1)?.to ?? postedAt, ...matched.map(({ startMs, endMs }) => endMs ?? startMs)),
  };
}

/** With as much beside it as it is long, an hour at least and a day at most. */
function windowAround({ open }: IncidentJson, { fromMs, toMs }: Span, nowMs: number): SpanJson {
  const endMs = open ? nowMs : toMs;
  const besideMs = Math.min(24 * HOUR_MS, Math.max(HOUR_MS, endMs - fromMs));
  return { from: fromMs - besideMs, to: Math.min(endMs + besideMs, Math.max(nowMs, endMs)) };
}

async function incidentsJson(
  sources: InsightSources,
  incidents: readonly Incident[],
  nowMs: number,
): Promise<IncidentJson[]> {
  if (incidents.length === 0) return [];
  const providers = matchIncidents(sources, incidents, nowMs);
  const counts = await countsByPage(sources, providers, nowMs);
  return incidents.map((incident) => incidentJson(incident, providers, counts.get(incident.page) ?? null, nowMs));
}

/** Our counts around the incidents that count, by page. */
async function countsByPage(
  { store }: InsightSources,
  providers: readonly MatchedProvider[],
  nowMs: number,
): Promise<Map<string, CapacityCounts>> {
  const byPage = Map.groupBy(
    providers.filter(({ page, incidents }) => page !== null && incidents.some(({ counts }) => counts)),
    ({ page }) => page?.page.name ?? '',
  );
  const counts = new Map<string, CapacityCounts>();
  for (const [page, own] of byPage) {
    const spans = own.flatMap(({ incidents }) =>
      incidents.filter((each) => each.counts).flatMap(({ incident }) => activeSpans(incident, nowMs)),
    );
    const span = {
      fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)) - BESIDE_MS,
      toMs: Math.min(Math.max(...spans.map(({ toMs }) => toMs)) + BESIDE_MS, nowMs + 1),
    };
    const names = own.map(({ provider }) => provider);
    counts.set(page, await readCapacity(store, names, span));
  }
  return counts;
}

async function agreements(
  sources: InsightSources,
  range: Span,
  page: string | null,
  nowMs: number,
): Promise<AgreementJson[]> {
  const { config, episodes } = sources;
  const pages = providerPages(config, episodes.providers).filter(
    (each) => each.page !== null && (page === null || each.page.page.name === page),
  );
  const oldestMs = pages.length > 0 ? (await sources.store.size()).oldestMs : null;
  // Of a time without a record nobody can say that an incident was not felt.
  const covered = { fromMs: Math.min(range.toMs, Math.max(range.fromMs, oldestMs ?? range.toMs)), toMs: range.toMs };
  const incidents = covered.fromMs < covered.toMs ? await incidentsAround(sources, covered) : [];
  return pages.flatMap(({ provider, page: own }) => {
    if (!own) return [];
    const ofPage = incidents.filter((incident) => incident.page === own.page.name);
    const told = agreement(surely(episodes.episodesOf(provider)), ofPage, own.choice, covered, nowMs);
    const { leadMs, ...rest } = told;
    const lead = leadMs && { p25Ms: leadMs.p25, medianMs: leadMs.median, p75Ms: leadMs.p75 };
    return [{ provider, page: own.page.name, from: covered.fromMs, to: covered.toMs, ...rest, lead }];
  });
}

/** Without one that is too young to tell. */
const surely = <T extends { confidence: number }>(episodes: readonly T[]): T[] =>
  episodes.filter(({ confidence }) => confidence > 0);
