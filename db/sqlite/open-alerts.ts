import { and, asc, desc, eq, lte, notInArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { AlertChange, AlertRecord, AlertStore, DestinationRecord, NewAlert } from '../alert-store.ts';
import { alertDestinations, alertLog, alertState } from '../schema/alerts.ts';
import { fromSqliteError } from '../store-error.ts';
import { openConnection, requireCurrentSchema } from './connection.ts';

/** Entries of the log beyond so many are deleted, the oldest first. */
const KEPT = 1_000;
const STATE_ID = 1;

type LogRow = typeof alertLog.$inferSelect;
type DestinationRow = typeof alertDestinations.$inferSelect;

/**
 * Opens the alerts' part of a migrated SQLite file, on a connection of its own.
 * @throws StoreError for a path that holds no database, or one of another schema.
 */
export function openSqliteAlertStore(path: string, options: { busyTimeoutMs?: number } = {}): AlertStore {
  const db = openConnection(path, { busyTimeoutMs: options.busyTimeoutMs ?? 5_000 });
  try {
    requireCurrentSchema(db, path);
  } catch (error) {
    db.close();
    throw error;
  }
  const orm = drizzle(db);
  const transaction = db.transaction((work: () => unknown) => work());
  const run = async <T>(mode: 'immediate' | 'deferred', work: () => T): Promise<T> => {
    try {
      return transaction[mode](work) as T;
    } catch (error) {
      throw fromSqliteError(error, path) ?? error;
    }
  };
  const deleteOld = db.prepare<[number]>('DELETE FROM alert_log WHERE id <= (SELECT max(id) FROM alert_log) - ?');
  const insert = (alert: NewAlert, change: AlertChange): void => {
    orm.insert(alertLog).values(toRow(alert, change)).run();
    deleteOld.run(KEPT);
  };

  return {
    async destinations() {
      return run('deferred', () =>
        orm.select().from(alertDestinations).orderBy(asc(alertDestinations.position)).all().map(toDestination),
      );
    },
    async putDestinations(destinations) {
      await run('immediate', () => {
        orm.delete(alertDestinations).run();
        for (const [position, destination] of destinations.entries())
          orm
            .insert(alertDestinations)
            .values({ ...destination, position })
            .run();
        const ids = destinations.map(({ id }) => id);
        orm
          .update(alertLog)
          .set({ state: 'failed', problem: 'the destination was removed' })
          .where(and(eq(alertLog.state, 'waiting'), notInArray(alertLog.destinationId, ids)))
          .run();
      });
    },
    async state() {
      return run('deferred', () => orm.select().from(alertState).get()?.state ?? null);
    },
    async note(state, alerts) {
      await run('immediate', () => {
        orm
          .insert(alertState)
          .values({ id: STATE_ID, state })
          .onConflictDoUpdate({ target: alertState.id, set: { state } })
          .run();
        for (const alert of alerts) insert(alert, waiting(alert));
      });
    },
    async due(nowMs, limit) {
      return run('deferred', () =>
        orm
          .select()
          .from(alertLog)
          .where(and(eq(alertLog.state, 'waiting'), lte(alertLog.nextTryAt, nowMs)))
          .orderBy(asc(alertLog.nextTryAt), asc(alertLog.id))
          .limit(limit)
          .all()
          .map(toRecord),
      );
    },
    async change(id, { nextTryMs, sentMs, ...change }) {
      await run('immediate', () =>
        orm
          .update(alertLog)
          .set({ ...change, nextTryAt: nextTryMs, sentAt: sentMs })
          .where(eq(alertLog.id, id))
          .run(),
      );
    },
    async add(alert, change) {
      await run('immediate', () => insert(alert, change));
    },
    async log(limit) {
      return run('deferred', () =>
        orm.select().from(alertLog).orderBy(desc(alertLog.id)).limit(limit).all().map(toRecord),
      );
    },
    async close() {
      db.close();
    },
  };
}

function waiting({ atMs }: NewAlert): AlertChange {
  return { state: 'waiting', tries: 0, nextTryMs: atMs, status: null, problem: null, sentMs: null };
}

function toRow({ atMs, ...alert }: NewAlert, { nextTryMs, sentMs, ...change }: AlertChange): Omit<LogRow, 'id'> {
  return { ...alert, ...change, at: atMs, nextTryAt: nextTryMs, sentAt: sentMs };
}

function toRecord({ at, nextTryAt, sentAt, ...row }: LogRow): AlertRecord {
  return { ...row, atMs: at, nextTryMs: nextTryAt, sentMs: sentAt };
}

function toDestination({ position: _position, ...row }: DestinationRow): DestinationRecord {
  return row;
}
