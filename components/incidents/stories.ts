import type { EpisodeJson, IncidentJson } from '../../lib/api/incident-shapes.ts';
import type { KINDS } from './use-incidents-state.ts';

/** An entry of the list: what we saw, or what a page posted. */
export type Story =
  | { kind: 'episode'; id: string; atMs: number; episode: EpisodeJson }
  | { kind: 'incident'; id: string; atMs: number; incident: IncidentJson };

/** Episodes and incidents in one list, the newest first; of the same moment ours first, for it was seen first. */
export function storiesOf(
  episodes: readonly EpisodeJson[],
  incidents: readonly IncidentJson[],
  show: (typeof KINDS)[number],
): Story[] {
  const ours = episodes.map(
    (episode): Story => ({ kind: 'episode', id: episode.id, atMs: episode.startedAt, episode }),
  );
  const posted = incidents.map(
    (incident): Story => ({ kind: 'incident', id: incident.id, atMs: incident.postedAt, incident }),
  );
  const all = [...(show === 'incidents' ? [] : ours), ...(show === 'episodes' ? [] : posted)];
  return all.sort((a, b) => b.atMs - a.atMs || (a.kind === b.kind ? 0 : a.kind === 'episode' ? -1 : 1));
}
