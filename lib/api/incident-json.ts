import { activeSpans, type Incident, postedMs, type Span } from '../insight/incident.ts';
import type { Match } from '../insight/matching.ts';
import { modelsNamed, modelWords } from '../insight/model-names.ts';
import { statedImpact } from '../insight/stated-impact.ts';
import { type CapacityCounts, capacityRate } from './capacity-rates.ts';
import type { IncidentJson, IncidentUpdateJson, MatchJson } from './incident-shapes.ts';
import { episodeId, incidentKey } from './insight-ids.ts';
import type { MatchedProvider } from './matched-record.ts';
import type { SpanJson } from './span-json.ts';
import { HOUR_MS } from './times.ts';

const spanJson = ({ fromMs, toMs }: Span): SpanJson => ({ from: fromMs, to: toMs });

/**
 * What the API tells of an incident. In: the providers it was matched for, and our counts around it (`null`: it counts
 * for nobody, or they were not read).
 */
export function incidentJson(
  incident: Incident,
  providers: readonly MatchedProvider[],
  counts: CapacityCounts | null,
  nowMs: number,
): IncidentJson {
  const own = providers.flatMap((each) => {
    const found = each.incidents.find(({ incident: { page, id } }) => page === incident.page && id === incident.id);
    return found ? [{ provider: each.provider, found, episodes: each.episodes }] : [];
  });
  const matches = own
    .flatMap(({ provider, found, episodes }) =>
      found.matches.map((match) => {
        const matched = episodes.find(({ episode }) => episode.startMs === match.episodeStartMs);
        return matchJson(provider, match, matched?.episode.endMs ?? null);
      }),
    )
    .sort((a, b) => a.episode.startedAt - b.episode.startedAt);
  const countsFor = own.filter(({ found }) => found.counts).map(({ provider }) => provider);
  const spans = incident.kind === 'maintenance' ? [plannedSpan(incident, nowMs)] : activeSpans(incident, nowMs);
  const { resolvedMs, vanishedMs, updates } = incident;
  const open = resolvedMs === null && vanishedMs === null;
  return {
    id: incidentKey(incident),
    page: incident.page,
    kind: incident.kind,
    name: incident.name,
    status: incident.status,
    impact: incident.impact,
    url: incident.url,
    createdAt: incident.createdMs,
    postedAt: postedMs(incident),
    startedAt: incident.startedMs,
    resolvedAt: resolvedMs,
    updatedAt: incident.updatedMs,
    open,
    spans: spans.map(spanJson),
    statedSpans: updates.flatMap(({ body, createdMs }) => statedImpact(body, createdMs) ?? []).map(spanJson),
    firstSeenAt: incident.firstSeenMs,
    vanishedAt: vanishedMs,
    reopenedAt: incident.reopenedMs,
    edited: updates.some(({ editedMs }) => editedMs !== null),
    components: incident.components,
    updates: updates.map(updateJson),
    counts: countsFor.length > 0,
    countsFor,
    state: matches.length > 0 ? 'confirmed' : 'no_local_impact',
    lead: matches[0]?.lead ?? null,
    matches,
    models: modelsNamed([incident.name, ...updates.map(({ body }) => body)].join('\n')).map(modelWords),
    rates: counts && countsFor.length > 0 ? rates(spans, counts, open, nowMs) : null,
  };
}

/** Maintenance is posted days before it is done. */
function plannedSpan({ startedMs, createdMs, resolvedMs, vanishedMs }: Incident, nowMs: number): Span {
  const fromMs = startedMs ?? createdMs;
  return { fromMs, toMs: Math.max(fromMs, resolvedMs ?? vanishedMs ?? nowMs) };
}

/** The hour before and the hour after, in which rates are compared with those during an incident. */
export const BESIDE_MS = HOUR_MS;

function rates(spans: Span[], counts: CapacityCounts, open: boolean, nowMs: number): IncidentJson['rates'] {
  const startMs = spans[0]?.fromMs ?? nowMs;
  const endMs = spans.at(-1)?.toMs ?? nowMs;
  const isPast = !open && endMs < nowMs;
  return {
    before: capacityRate(counts, [{ fromMs: startMs - BESIDE_MS, toMs: startMs }]),
    during: capacityRate(counts, spans),
    after: isPast ? capacityRate(counts, [{ fromMs: endMs, toMs: Math.min(endMs + BESIDE_MS, nowMs) }]) : null,
  };
}

function matchJson(provider: string, match: Match, endedAt: number | null): MatchJson {
  const { episodeStartMs, leadMs, overlapMs, models } = match;
  return {
    episode: { id: episodeId(provider, episodeStartMs), provider, startedAt: episodeStartMs, endedAt },
    lead: { ms: leadMs },
    overlapMs,
    models,
  };
}

function updateJson({ createdMs, displayMs, editedMs, ...update }: Incident['updates'][number]): IncidentUpdateJson {
  return { ...update, createdAt: createdMs, displayAt: displayMs, editedAt: editedMs };
}
