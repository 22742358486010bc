import { and, asc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Incident, IncidentUpdate } from '../../lib/insight/incident.ts';
import { componentStatuses, incidents, incidentUpdates, statusComponents, statusPages } from '../schema/status.ts';
import type { ComponentStatus, StatusStore, StatusWrite, TimeRange } from '../status-store.ts';
import { fromSqliteError } from '../store-error.ts';
import { openConnection, requireCurrentSchema } from './connection.ts';
import {
  toComponent,
  toComponentRow,
  toIncident,
  toIncidentRow,
  toPage,
  toPageRow,
  toStatus,
  toStatusRow,
  toUpdate,
  toUpdateRow,
} from './status-rows.ts';

/** SQLite takes a bounded number of values in one statement. */
const IDS_AT_ONCE = 500;

/**
 * Opens the status pages' part of a migrated SQLite file, on a connection of its own.
 * @throws StoreError for a path that holds no database, or one of another schema.
 */
export function openSqliteStatusStore(path: string, options: { busyTimeoutMs?: number } = {}): StatusStore {
  const db = openConnection(path, { busyTimeoutMs: options.busyTimeoutMs ?? 5_000 });
  try {
    requireCurrentSchema(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  const orm = drizzle(db);
  const transaction = db.transaction((work: () => unknown) => work());
  const run = <T>(mode: 'immediate' | 'deferred', work: () => T): T => {
    try {
      return transaction[mode](work) as T;
    } catch (error) {
      throw fromSqliteError(error, path) ?? error;
    }
  };
  const reading = async <T>(work: () => T): Promise<T> => run('deferred', work);

  function writeIncident(incident: Incident): void {
    const row = toIncidentRow(incident);
    const { page, id } = incident;
    orm
      .insert(incidents)
      .values(row)
      .onConflictDoUpdate({ target: [incidents.page, incidents.id], set: row })
      .run();
    orm
      .delete(incidentUpdates)
      .where(and(eq(incidentUpdates.page, page), eq(incidentUpdates.incidentId, id)))
      .run();
    for (const update of incident.updates)
      orm
        .insert(incidentUpdates)
        .values(toUpdateRow(page, id, update))
        .onConflictDoNothing()
        .run();
  }

  function write({ page, components = [], statuses = [], incidents: changed = [] }: StatusWrite): void {
    const row = toPageRow(page);
    orm.insert(statusPages).values(row).onConflictDoUpdate({ target: statusPages.page, set: row }).run();
    for (const component of components) {
      const set = toComponentRow(component);
      const target = [statusComponents.page, statusComponents.id];
      orm.insert(statusComponents).values(set).onConflictDoUpdate({ target, set }).run();
    }
    for (const status of statuses) {
      const set = toStatusRow(status);
      const target = [componentStatuses.page, componentStatuses.componentId, componentStatuses.at];
      orm.insert(componentStatuses).values(set).onConflictDoUpdate({ target, set }).run();
    }
    for (const incident of changed) writeIncident(incident);
  }

  function selectIncidents(where: SQL | undefined): Incident[] {
    const rows = orm.select().from(incidents).where(where).orderBy(asc(incidents.beginsAt), asc(incidents.id)).all();
    const updates = new Map<string, IncidentUpdate[]>();
    const key = (page: string, id: string): string => `${page} ${id}`;
    for (let from = 0; from < rows.length; from += IDS_AT_ONCE) {
      const ids = rows.slice(from, from + IDS_AT_ONCE).map(({ id }) => id);
      const found = orm
        .select()
        .from(incidentUpdates)
        .where(inArray(incidentUpdates.incidentId, ids))
        .orderBy(asc(incidentUpdates.createdAt), sql`rowid`)
        .all();
      for (const row of found) {
        const of = key(row.page, row.incidentId);
        const list = updates.get(of) ?? [];
        list.push(toUpdate(row));
        updates.set(of, list);
      }
    }
    return rows.map((row) => toIncident(row, updates.get(key(row.page, row.id)) ?? []));
  }

  function statusesWithin({ fromMs, toMs }: TimeRange, page?: string): ComponentStatus[] {
    const ofPage = page === undefined ? undefined : eq(componentStatuses.page, page);
    const at = componentStatuses.at;
    const within = orm
      .select()
      .from(componentStatuses)
      .where(and(ofPage, gte(at, fromMs), lt(at, toMs)))
      .all();
    const before = orm
      .select({ ...columns, at: sql<number>`max(${at})` })
      .from(componentStatuses)
      .where(and(ofPage, lt(at, fromMs)))
      .groupBy(componentStatuses.page, componentStatuses.componentId)
      .all();
    return [...before, ...within].map(toStatus).sort((a, b) => a.atMs - b.atMs);
  }

  return {
    async write(change) {
      run('immediate', () => write(change));
    },
    async pages() {
      return reading(() => orm.select().from(statusPages).orderBy(asc(statusPages.page)).all().map(toPage));
    },
    async page(page) {
      return reading(() => {
        const row = orm.select().from(statusPages).where(eq(statusPages.page, page)).get();
        return row ? toPage(row) : null;
      });
    },
    async components(page) {
      const { page: name, position, id } = statusComponents;
      const where = page === undefined ? undefined : eq(name, page);
      return reading(() =>
        orm
          .select()
          .from(statusComponents)
          .where(where)
          .orderBy(asc(name), asc(position), asc(id))
          .all()
          .map(toComponent),
      );
    },
    async statuses(range, page) {
      return reading(() => statusesWithin(range, page));
    },
    async incidents({ fromMs, toMs }, page) {
      const { beginsAt, endsAt } = incidents;
      const goesOn = or(isNull(endsAt), gte(endsAt, fromMs));
      const ofPage = page === undefined ? undefined : eq(incidents.page, page);
      return reading(() => selectIncidents(and(ofPage, lt(beginsAt, toMs), goesOn)));
    },
    async incident(page, id) {
      return reading(() => selectIncidents(and(eq(incidents.page, page), eq(incidents.id, id)))[0] ?? null);
    },
    async incidentsById(page, ids) {
      return reading(() => {
        const found: Incident[] = [];
        for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
          const some = ids.slice(from, from + IDS_AT_ONCE);
          found.push(...selectIncidents(and(eq(incidents.page, page), inArray(incidents.id, some))));
        }
        return found;
      });
    },
    async close() {
      db.close();
    },
  };
}

const columns = {
  page: componentStatuses.page,
  componentId: componentStatuses.componentId,
  status: componentStatuses.status,
};
