import type { IncidentAnswer } from '../../lib/api/incident-shapes.ts';
import type { SpanJson } from '../../lib/api/span-json.ts';

/** What support needs of an incident: from when it or a matching episode began to when the last of them ended. */
export function reportWindow({ incident, episodes, window }: IncidentAnswer): SpanJson {
  const starts = [...incident.spans.map(({ from }) => from), ...episodes.map(({ startedAt }) => startedAt)];
  const ends = [...incident.spans.map(({ to }) => to), ...episodes.map(({ endedAt }) => endedAt ?? window.to)];
  const from = Math.min(...starts);
  return { from, to: Math.max(...ends, from + 1) };
}
