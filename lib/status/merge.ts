import type { ComponentRecord, ComponentStatus } from '../../db/status-store.ts';
import type { Incident, IncidentUpdate } from '../insight/incident.ts';
import type { Posted, PostedComponent } from './posted.ts';

/** What happened to an incident since we last looked. */
export const INCIDENT_EVENTS = ['new', 'updated', 'edited', 'resolved', 'reopened', 'vanished', 'returned'] as const;
export type IncidentEvent = (typeof INCIDENT_EVENTS)[number];

export interface IncidentNews {
  incident: Incident;
  events: IncidentEvent[];
}

/**
 * Compares what a page posts with what we know of it. Out: the incidents that changed, ready to be kept. One that is
 * posted unchanged is not among them.
 */
export function mergeIncidents(
  known: readonly Incident[],
  posted: readonly Posted[],
  page: string,
  nowMs: number,
): IncidentNews[] {
  const knownById = new Map(known.map((incident) => [incident.id, incident]));
  return posted.flatMap((one) => {
    const before = knownById.get(one.id);
    if (!before) {
      const incident = { ...one, page, firstSeenMs: nowMs, lastSeenMs: nowMs, vanishedMs: null };
      return [{ incident, events: ['new' as const] }];
    }
    const incident = mergeOne(before, one, nowMs);
    const events = eventsBetween(before, incident);
    return events.length > 0 || isOtherwiseChanged(before, incident) ? [{ incident, events }] : [];
  });
}

function mergeOne(before: Incident, posted: Posted, nowMs: number): Incident {
  const { page, firstSeenMs } = before;
  const isReopened = before.resolvedMs !== null && posted.resolvedMs === null;
  return {
    ...posted,
    page,
    firstSeenMs,
    lastSeenMs: nowMs,
    vanishedMs: null,
    reopenedMs: posted.reopenedMs ?? (isReopened ? nowMs : before.reopenedMs),
    updates: posted.updates.map((update) => mergeUpdate(before.updates, update, nowMs)),
  };
}

function mergeUpdate(known: readonly IncidentUpdate[], update: IncidentUpdate, nowMs: number): IncidentUpdate {
  const before = known.find(({ id }) => id === update.id);
  if (!before) return update;
  const isEdited = before.body !== update.body || before.status !== update.status;
  return { ...update, editedMs: isEdited ? nowMs : before.editedMs };
}

function eventsBetween(before: Incident, after: Incident): IncidentEvent[] {
  const knownIds = new Set(before.updates.map(({ id }) => id));
  const events: IncidentEvent[] = [];
  if (before.vanishedMs !== null) events.push('returned');
  if (after.updates.some(({ id }) => !knownIds.has(id))) events.push('updated');
  const wasEdited = after.updates.some(({ id, editedMs }) => {
    return editedMs !== null && editedMs !== before.updates.find((update) => update.id === id)?.editedMs;
  });
  if (wasEdited || before.name !== after.name) events.push('edited');
  if (before.resolvedMs === null && after.resolvedMs !== null) events.push('resolved');
  if (isReopened(before, after)) events.push('reopened');
  return events;
}

/** Opened again since, even if it was closed once more before we looked. */
function isReopened({ resolvedMs }: Incident, after: Incident): boolean {
  return resolvedMs !== null && (after.resolvedMs === null || (after.reopenedMs ?? resolvedMs) > resolvedMs);
}

/** Whether anything that is kept differs, but for when it was seen. */
function isOtherwiseChanged(before: Incident, after: Incident): boolean {
  return JSON.stringify(comparable(before)) !== JSON.stringify(comparable(after));
}

function comparable(incident: Incident): unknown[] {
  const { status, impact, url, startedMs, resolvedMs, createdMs, components, updates } = incident;
  return [status, impact, url, startedMs, resolvedMs, createdMs, components, updates];
}

/**
 * Since when the incidents known ought to be in a listing of a page's newest: those created since then, and not there,
 * were taken off. A listing in order reaches back to its last entry; of one out of order only the newer half is trusted.
 * `null`: an empty listing says nothing.
 */
export function listedSince(listing: readonly Posted[]): number | null {
  const created = listing.filter(({ kind }) => kind === 'incident').map(({ createdMs }) => createdMs);
  const last = created.at(-1);
  if (last === undefined) return null;
  const isInOrder = created.every((ms, index) => index === 0 || ms <= (created[index - 1] ?? ms));
  if (isInOrder) return last;
  return [...created].sort((a, b) => b - a)[Math.floor(created.length / 2)] ?? null;
}

/** The incidents that a listing ought to hold and does not. */
export function missingFrom(listing: readonly Posted[], known: readonly Incident[]): Incident[] {
  const sinceMs = listedSince(listing);
  if (sinceMs === null) return [];
  const listed = new Set(listing.map(({ id }) => id));
  return known.filter(
    ({ id, kind, createdMs, vanishedMs }) =>
      kind === 'incident' && vanishedMs === null && createdMs > sinceMs && !listed.has(id),
  );
}

/** Compares components with what was known. Out: all records that changed, and the statuses to note. */
export function mergeComponents(
  known: readonly ComponentRecord[],
  posted: readonly PostedComponent[],
  page: string,
  nowMs: number,
): { components: ComponentRecord[]; statuses: ComponentStatus[] } {
  const knownById = new Map(known.map((component) => [component.id, component]));
  const components: ComponentRecord[] = [];
  const statuses: ComponentStatus[] = [];
  const postedIds = new Set<string>();
  for (const one of posted) {
    if (postedIds.has(one.id)) continue;
    postedIds.add(one.id);
    const before = knownById.get(one.id);
    const isNews = before?.status !== one.status || before.vanishedMs !== null;
    if (isNews) statuses.push({ page, componentId: one.id, atMs: nowMs, status: one.status });
    const isSame = before?.name === one.name && before.position === one.position && before.group === one.group;
    if (!isNews && isSame) continue;
    components.push({
      page,
      ...one,
      sinceMs: isNews ? nowMs : before.sinceMs,
      firstSeenMs: before?.firstSeenMs ?? nowMs,
      vanishedMs: null,
    });
  }
  // A page that shows no component at all is more likely broken than emptied.
  if (posted.length > 0)
    for (const component of known)
      if (component.vanishedMs === null && !postedIds.has(component.id))
        components.push({ ...component, vanishedMs: nowMs });
  return { components, statuses };
}
