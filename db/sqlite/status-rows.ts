import type { Incident, IncidentUpdate } from '../../lib/insight/incident.ts';
import type { componentStatuses, incidents, incidentUpdates, statusComponents, statusPages } from '../schema/status.ts';
import type { ComponentRecord, ComponentStatus, PageRecord } from '../status-store.ts';

type IncidentRow = typeof incidents.$inferSelect;
type UpdateRow = typeof incidentUpdates.$inferSelect;
type ComponentRow = typeof statusComponents.$inferSelect;
type StatusRow = typeof componentStatuses.$inferSelect;
type PageRow = typeof statusPages.$inferSelect;

export function toPageRow({ lastSeenMs, ...page }: PageRecord): PageRow {
  return { ...page, lastSeenAt: lastSeenMs };
}

export function toPage({ lastSeenAt, ...row }: PageRow): PageRecord {
  return { ...row, lastSeenMs: lastSeenAt };
}

export function toComponentRow({ sinceMs, firstSeenMs, vanishedMs, ...component }: ComponentRecord): ComponentRow {
  return { ...component, sinceAt: sinceMs, firstSeenAt: firstSeenMs, vanishedAt: vanishedMs };
}

export function toComponent({ sinceAt, firstSeenAt, vanishedAt, ...row }: ComponentRow): ComponentRecord {
  return { ...row, sinceMs: sinceAt, firstSeenMs: firstSeenAt, vanishedMs: vanishedAt };
}

export function toStatusRow({ atMs, ...status }: ComponentStatus): StatusRow {
  return { ...status, at: atMs };
}

export function toStatus({ at, ...row }: StatusRow): ComponentStatus {
  return { ...row, atMs: at };
}

export function toIncidentRow(incident: Incident): IncidentRow {
  const { createdMs, startedMs, resolvedMs, updatedMs, updates } = incident;
  const { firstSeenMs, lastSeenMs, vanishedMs, reopenedMs, ...labels } = incident;
  const written = updates.map((update) => update.createdMs);
  const beginsAt = Math.min(createdMs, startedMs ?? createdMs, ...written);
  const endsAt = resolvedMs ?? vanishedMs;
  return {
    page: labels.page,
    id: labels.id,
    kind: labels.kind,
    name: labels.name,
    status: labels.status,
    impact: labels.impact,
    url: labels.url,
    components: labels.components,
    createdAt: createdMs,
    startedAt: startedMs,
    resolvedAt: resolvedMs,
    updatedAt: updatedMs,
    firstSeenAt: firstSeenMs,
    lastSeenAt: lastSeenMs,
    vanishedAt: vanishedMs,
    reopenedAt: reopenedMs,
    beginsAt,
    endsAt: endsAt === null ? null : Math.max(beginsAt, endsAt),
  };
}

export function toIncident(row: IncidentRow, updates: IncidentUpdate[]): Incident {
  const { page, id, kind, name, status, impact, url, components } = row;
  return {
    page,
    id,
    kind,
    name,
    status,
    impact,
    url,
    createdMs: row.createdAt,
    startedMs: row.startedAt,
    resolvedMs: row.resolvedAt,
    updatedMs: row.updatedAt,
    components,
    updates,
    firstSeenMs: row.firstSeenAt,
    lastSeenMs: row.lastSeenAt,
    vanishedMs: row.vanishedAt,
    reopenedMs: row.reopenedAt,
  };
}

export function toUpdateRow(page: string, incidentId: string, update: IncidentUpdate): UpdateRow {
  const { createdMs, displayMs, editedMs, ...rest } = update;
  return { page, incidentId, ...rest, createdAt: createdMs, displayAt: displayMs, editedAt: editedMs };
}

export function toUpdate(row: UpdateRow): IncidentUpdate {
  const { id, status, body, components, createdAt, displayAt, editedAt } = row;
  return { id, status, body, createdMs: createdAt, displayMs: displayAt, editedMs: editedAt, components };
}
