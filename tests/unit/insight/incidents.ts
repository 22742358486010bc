import type { ProviderEpisode } from '../../../lib/insight/episode-scope.ts';
import type { Incident, IncidentUpdate } from '../../../lib/insight/incident.ts';
import { at } from './minutes.ts';

export const API = { id: 'api-1', name: 'Claude API (api.anthropic.com)' };
export const CONSOLE = { id: 'console-1', name: 'Console' };
export const CHOICE = { ids: ['api-1'], names: ['Claude API'] };

export function update(minute: number, over: Partial<IncidentUpdate> = {}): IncidentUpdate {
  return {
    id: `update-${minute}`,
    status: 'investigating',
    body: 'We are looking into it.',
    createdMs: at(minute),
    displayMs: at(minute),
    editedMs: null,
    components: [],
    ...over,
  };
}

/** An incident posted and resolved at minutes after the tests' beginning; `end` null: open. */
export function incident(start: number, end: number | null, over: Partial<Incident> = {}): Incident {
  const updates = [update(start)];
  if (end !== null) updates.push(update(end, { status: 'resolved', body: 'Resolved.' }));
  return {
    page: 'anthropic',
    id: `incident-${start}`,
    kind: 'incident',
    name: 'Elevated errors',
    status: end === null ? 'investigating' : 'resolved',
    impact: 'major',
    url: null,
    createdMs: at(start),
    startedMs: at(start),
    resolvedMs: end === null ? null : at(end),
    updatedMs: at(end ?? start),
    components: [API],
    updates,
    firstSeenMs: at(start),
    lastSeenMs: at(end ?? start),
    vanishedMs: null,
    reopenedMs: null,
    ...over,
  };
}

export function episode(start: number, end: number | null, over: Partial<ProviderEpisode> = {}): ProviderEpisode {
  return {
    startMs: at(start),
    endMs: end === null ? null : at(end),
    endedBy: end === null ? null : 'recovered',
    detectedMs: at(start + 3),
    calls: 1000,
    failed: 300,
    expected: 3,
    peak: { minuteMs: at(start), calls: 100, failed: 60 },
    confidence: 1,
    models: [],
    general: true,
    ...over,
  };
}
