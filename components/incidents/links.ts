import type { FilterField } from '../../lib/api/filters.ts';
import type { EpisodeJson } from '../../lib/api/incident-shapes.ts';
import type { SpanJson } from '../../lib/api/span-json.ts';
import { apiQuery } from '../data/api-query.ts';

type Filters = Partial<Record<FilterField, readonly string[]>>;

/** The page of an incident. @param id `PAGE:ID` */
export function incidentHref(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

const AROUND_MS = 2 * 3_600_000;

/** The page of incidents with an episode open, and a range in which it can be seen. */
export function episodeHref({ id, startedAt, endedAt }: Pick<EpisodeJson, 'id' | 'startedAt' | 'endedAt'>): string {
  const range = { from: String(startedAt - AROUND_MS), to: endedAt === null ? 'now' : String(endedAt + AROUND_MS) };
  return `/incidents?${apiQuery(range, { open: id })}`;
}

/** The failed calls of a stretch of time, as the list of calls shows them. */
export function callsHref({ from, to }: SpanJson, filters: Filters = {}): string {
  return `/calls?${apiQuery({ from: String(from), to: String(to), filters })}`;
}
