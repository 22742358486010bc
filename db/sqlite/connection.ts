import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION } from '../schema-version.ts';
import { fromSqliteError, StoreError } from '../store-error.ts';

export type Connection = Database.Database;

/** Before it, two connections could corrupt a write-ahead log that they shared. */
const OLDEST_SQLITE = [3, 51, 3] as const;
const CACHE_KIB = 64 * 1024;

export interface ConnectionOptions {
  /** How long a statement waits for another connection's lock. */
  busyTimeoutMs: number;
}

/**
 * Opens a file, creating it if its folder exists, with the settings that every connection of ours needs.
 * @throws StoreError with one line that says what is wrong with the path.
 */
export function openConnection(path: string, options: ConnectionOptions): Connection {
  refuseUnusablePath(path);
  let db: Connection | undefined;
  try {
    db = new Database(path, { timeout: options.busyTimeoutMs });
    refuseOldSqlite(db);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma('foreign_keys = ON');
    // Reading the schema is what tells a database from any other file.
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db?.close();
    throw fromSqliteError(error, path) ?? error;
  }
}

/** @throws StoreError unless the file has the schema that this code was written for. */
export function requireCurrentSchema(db: Connection, path: string): void {
  const version = schemaVersion(db);
  if (version > SCHEMA_VERSION) throw tooNew(path, version);
  if (version < SCHEMA_VERSION)
    throw new StoreError(
      'not_migrated',
      `database ${path} has schema ${version}, this version needs ${SCHEMA_VERSION}`,
    );
}

export function schemaVersion(db: Connection): number {
  return Number(db.pragma('user_version', { simple: true }));
}

export function tooNew(path: string, version: number): StoreError {
  return new StoreError(
    'too_new',
    `database ${path} has schema ${version}, newer than this version's ${SCHEMA_VERSION}: update Weir, or use another file`,
  );
}

function refuseUnusablePath(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new StoreError('unusable', `database ${path} is a folder, not a file`);
  const folder = dirname(path);
  if (!found && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new StoreError('unusable', `database ${path}: there is no folder ${folder}`);
}

function refuseOldSqlite(db: Connection): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [i, least] of OLDEST_SQLITE.entries()) {
    const part = parts[i] ?? 0;
    if (part > least) return;
    if (part < least)
      throw new StoreError('unusable', `SQLite ${version} is too old: ${OLDEST_SQLITE.join('.')} or newer is needed`);
  }
}
