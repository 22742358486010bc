import { failedShare } from '../insight/episode.ts';
import { type Incident, postedMs } from '../insight/incident.ts';
import type { MatchedEpisode } from '../insight/matching.ts';
import type { EpisodeJson, EpisodeMatchJson } from './incident-shapes.ts';
import { episodeId, incidentKey } from './insight-ids.ts';

const share = (counts: { calls: number; failed: number }): number | null =>
  counts.calls > 0 ? failedShare(counts) : null;

/** What the API tells of an episode. `incidents`: those that its matches are among. */
export function episodeJson(
  provider: string,
  { episode, state, matches, unacknowledgedMs }: MatchedEpisode,
  incidents: readonly Incident[],
  nowMs: number,
): EpisodeJson {
  const { startMs, endMs, peak, confidence } = episode;
  return {
    id: episodeId(provider, startMs),
    provider,
    startedAt: startMs,
    endedAt: endMs,
    endedBy: episode.endedBy,
    detectedAt: episode.detectedMs,
    durationMs: Math.max(0, (endMs ?? nowMs) - startMs),
    calls: episode.calls,
    failed: episode.failed,
    share: share(episode),
    expected: episode.expected,
    peak: { at: peak.minuteMs, calls: peak.calls, failed: peak.failed, share: share(peak) },
    confidence,
    young: confidence === 0 && endMs === null,
    models: episode.models,
    general: episode.general,
    state,
    unacknowledgedMs,
    lead: matches.length > 0 ? { ms: Math.min(...matches.map(({ leadMs }) => leadMs)) } : null,
    matches: matches.flatMap((match): EpisodeMatchJson[] => {
      const incident = incidents.find(({ page, id }) => page === match.page && id === match.incidentId);
      if (!incident) return [];
      const { page, name, url, impact } = incident;
      return [
        {
          incident: { id: incidentKey(incident), page, name, url, impact, postedAt: postedMs(incident) },
          lead: { ms: match.leadMs },
          overlapMs: match.overlapMs,
          models: match.models,
        },
      ];
    }),
  };
}
