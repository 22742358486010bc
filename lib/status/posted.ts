import type { Incident, IncidentUpdate } from '../insight/incident.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { WireIncident, WirePage } from './wire.ts';

/** An incident as the page has it now, before we compare it with what we know. */
export type Posted = Omit<Incident, 'page' | 'firstSeenMs' | 'lastSeenMs' | 'vanishedMs'>;

/** A component as the page has it now. */
export interface PostedComponent {
  id: string;
  name: string;
  status: string;
  position: number;
  /** The name of the group it is shown in; `null`: none. */
  group: string | null;
}

/** What one answer tells; `null`: it does not speak of that. */
export interface PageAnswer {
  indicator: string | null;
  description: string | null;
  components: PostedComponent[] | null;
  /** Maintenance included. */
  incidents: Posted[] | null;
}

const NAME_MAX = 300;
const BODY_MAX = 20_000;
const WORD_MAX = 50;
const URL_MAX = 500;
const UPDATES_MAX = 500;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
/** Maintenance is planned ahead; nothing is planned farther than this. */
const PLANNED_MAX_MS = 1000 * DAY_MS;

/** Status words of an incident that goes on. Any other, with an end, is over. */
const OPEN_WORDS = new Set(['investigating', 'identified', 'monitoring', 'scheduled', 'in_progress', 'verifying']);
const CLOSED_WORDS = new Set(['resolved', 'postmortem', 'completed']);

/** What an answer of the page tells, cleaned. `base`: the address it came from; `nowMs`: times long after it are no times. */
export function readPage(wire: WirePage, base: string, nowMs: number): PageAnswer {
  const read = (kind: Posted['kind']) => (incident: WireIncident) => readPosted(incident, kind, base, nowMs);
  const incidents = wire.incidents?.map(read('incident')) ?? null;
  const maintenances = wire.scheduled_maintenances?.map(read('maintenance')) ?? null;
  return {
    indicator: word(wire.status?.indicator),
    description: wire.status?.description ? plainLine(wire.status.description, NAME_MAX) : null,
    components:
      wire.components?.flatMap((component, index) =>
        // A group's status only repeats those within it.
        component.group
          ? []
          : {
              id: component.id,
              name: plainLine(component.name ?? '', NAME_MAX) || component.id,
              status: word(component.status) ?? 'unknown',
              position: Number.isSafeInteger(component.position) ? Number(component.position) : index,
              group: groupName(wire, component.group_id),
            },
      ) ?? null,
    incidents: incidents === null && maintenances === null ? null : [...(incidents ?? []), ...(maintenances ?? [])],
  };
}

function groupName({ components }: WirePage, id: string | null | undefined): string | null {
  const group = id ? components?.find((component) => component.group && component.id === id) : null;
  return plainLine(group?.name ?? '', NAME_MAX) || null;
}

/** A word of the page's vocabulary; `null`: it is none. */
function word(value: string | null | undefined): string | null {
  const cleaned = plainLine(value ?? '', WORD_MAX).toLowerCase();
  return cleaned === '' ? null : cleaned;
}

function sentTime(value: string | number | null | undefined, latestMs: number): number | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string' && value.length > 40) return null;
  const ms = typeof value === 'number' ? (value < 1e11 ? value * 1000 : value) : Date.parse(value);
  return ms >= EARLIEST_MS && ms <= latestMs ? Math.round(ms) : null;
}

function readUpdates(wire: WireIncident, fallbackMs: number, latestMs: number): IncidentUpdate[] {
  const seen = new Set<string>();
  const updates = wire.incident_updates.slice(0, UPDATES_MAX).flatMap((update): IncidentUpdate[] => {
    if (seen.has(update.id)) return [];
    seen.add(update.id);
    const display = sentTime(update.display_at, latestMs);
    const createdMs = sentTime(update.created_at, latestMs) ?? display ?? fallbackMs;
    return [
      {
        id: update.id,
        status: word(update.status) ?? 'update',
        body: plainText(update.body ?? '', BODY_MAX),
        createdMs,
        displayMs: display ?? createdMs,
        editedMs: null,
        components: update.affected_components.map((change) => ({
          id: change.code,
          name: plainLine(change.name ?? '', NAME_MAX) || change.code,
          oldStatus: word(change.old_status),
          newStatus: word(change.new_status),
        })),
      },
    ];
  });
  // Pages list the newest first; the sort keeps that order, turned around, where times are equal.
  return updates.reverse().sort((a, b) => a.createdMs - b.createdMs);
}

/** An incident of the page, cleaned. */
export function readPosted(wire: WireIncident, kind: Posted['kind'], base: string, nowMs: number): Posted {
  const latestMs = nowMs + (kind === 'maintenance' ? PLANNED_MAX_MS : DAY_MS);
  const time = (value: string | number | null | undefined): number | null => sentTime(value, latestMs);
  const updates = readUpdates(wire, time(wire.created_at) ?? time(wire.started_at) ?? nowMs, latestMs);
  const createdMs = time(wire.created_at) ?? updates[0]?.createdMs ?? time(wire.started_at) ?? nowMs;
  const status = word(wire.status) ?? updates.at(-1)?.status ?? 'unknown';
  const lastMs = Math.max(createdMs, ...updates.map((update) => update.createdMs));
  return {
    id: wire.id,
    kind,
    name: plainLine(wire.name ?? '', NAME_MAX) || wire.id,
    status,
    impact: word(wire.impact) ?? 'unknown',
    url: safeUrl(wire.shortlink) ?? `${base}/incidents/${wire.id}`,
    createdMs,
    startedMs: time(kind === 'maintenance' ? (wire.scheduled_for ?? wire.started_at) : wire.started_at),
    resolvedMs: resolvedTime(status, time(wire.resolved_at), updates, lastMs),
    updatedMs: time(wire.updated_at) ?? lastMs,
    components: wire.components.map(({ id, name }) => ({ id, name: plainLine(name ?? '', NAME_MAX) || id })),
    updates,
    reopenedMs: reopenedTime(updates),
  };
}

/** When an incident ended. Its status decides whether it has: one opened again may still carry its old end. */
function resolvedTime(
  status: string,
  statedMs: number | null,
  updates: readonly IncidentUpdate[],
  lastMs: number,
): number | null {
  if (OPEN_WORDS.has(status)) return null;
  if (statedMs !== null) return statedMs;
  const closing = updates.findLast((update) => update.status === 'resolved' || update.status === 'completed');
  return closing?.createdMs ?? (CLOSED_WORDS.has(status) ? lastMs : null);
}

/** When an incident was last opened again, as its updates tell. */
function reopenedTime(updates: readonly IncidentUpdate[]): number | null {
  let wasResolved = false;
  let reopenedMs: number | null = null;
  for (const { status, createdMs } of updates) {
    if (status === 'resolved' || status === 'completed') wasResolved = true;
    else if (wasResolved && OPEN_WORDS.has(status)) {
      reopenedMs = createdMs;
      wasResolved = false;
    }
  }
  return reopenedMs;
}

function safeUrl(text: string | null | undefined): string | null {
  if (!text || text.length > URL_MAX || !URL.canParse(text)) return null;
  const { protocol, href, username } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' ? href : null;
}
