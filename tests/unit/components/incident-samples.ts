import type { EpisodeJson, IncidentJson } from '../../../lib/api/incident-shapes.ts';
import type { VerdictAnswer } from '../../../lib/api/present-shapes.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** 24 November 2026, 14:00 UTC. */
export const START = Date.UTC(2026, 10, 24, 14);

/** An incident of half an hour that counts, posted ten minutes after the episode of `anEpisode`. */
export function anIncident(more: Partial<IncidentJson> = {}): IncidentJson {
  const postedAt = more.postedAt ?? START + 10 * MINUTE;
  return {
    id: 'anthropic:inc1',
    page: 'anthropic',
    kind: 'incident',
    name: 'Elevated errors',
    status: 'resolved',
    impact: 'major',
    url: null,
    createdAt: postedAt,
    postedAt,
    startedAt: postedAt,
    resolvedAt: postedAt + 30 * MINUTE,
    updatedAt: postedAt + 30 * MINUTE,
    open: false,
    spans: [{ from: postedAt, to: postedAt + 30 * MINUTE }],
    statedSpans: [],
    firstSeenAt: postedAt,
    vanishedAt: null,
    reopenedAt: null,
    edited: false,
    components: [],
    updates: [],
    counts: true,
    countsFor: ['anthropic'],
    state: 'confirmed',
    lead: { ms: 10 * MINUTE },
    matches: [],
    models: [],
    rates: null,
    ...more,
  };
}

/** An episode of forty minutes. */
export function anEpisode(more: Partial<EpisodeJson> = {}): EpisodeJson {
  const startedAt = more.startedAt ?? START;
  return {
    id: `anthropic:${startedAt}`,
    provider: 'anthropic',
    startedAt,
    endedAt: startedAt + 40 * MINUTE,
    endedBy: 'recovered',
    detectedAt: startedAt + 3 * MINUTE,
    durationMs: 40 * MINUTE,
    calls: 200,
    failed: 90,
    share: 0.45,
    expected: 0.4,
    peak: { at: startedAt + 5 * MINUTE, calls: 10, failed: 8, share: 0.8 },
    confidence: 1,
    young: false,
    models: [],
    general: true,
    state: 'confirmed',
    unacknowledgedMs: 10 * MINUTE,
    lead: { ms: 10 * MINUTE },
    matches: [],
    ...more,
  };
}

export function aVerdict(more: Partial<VerdictAnswer> = {}): VerdictAnswer {
  return {
    provider: 'anthropic',
    state: 'overloaded_unacknowledged',
    headline: 'The provider is overloaded.',
    advice: [],
    evidence: {
      windowMs: 10 * MINUTE,
      attempts: 96,
      failed: 41,
      share: 41 / 96,
      usualShare: 0.0016,
      usualAttempts: 88.4,
      since: START,
      silentMs: 5 * MINUTE,
      lead: null,
      incident: null,
      episodeId: `anthropic:${START}`,
      page: null,
      limit: null,
      resetAt: null,
    },
    also: [],
    window: { from: START, to: START + HOUR },
    at: START + HOUR,
    providers: [],
    ...more,
  };
}
