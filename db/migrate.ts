import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { SCHEMA_VERSION } from './schema-version.ts';
import { type Connection, openConnection, schemaVersion, tooNew } from './sqlite/connection.ts';
import { fromSqliteError, StoreError } from './store-error.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
const WAIT_FOR_OTHERS_MS = 30_000;

interface Applied {
  hash: string;
  /** The migration's time in drizzle-kit's journal. */
  createdAt: number;
}

/**
 * Brings a database file to the schema of this code; creates the file, and its folder, if need be. Any number of
 * processes may call it at once: one migrates, the others wait and find nothing to do.
 * @returns how many migrations were applied
 * @throws StoreError, on one line: the path cannot hold a database, or its schema is not one that this code knows.
 */
export function migrateDatabase(path: string, migrationsFolder = MIGRATIONS): number {
  const migrations = readMigrationFiles({ migrationsFolder });
  createFolder(path);
  const db = openConnection(path, { busyTimeoutMs: WAIT_FOR_OTHERS_MS });
  try {
    return migrate(db, path, migrations);
  } catch (error) {
    throw fromSqliteError(error, path) ?? error;
  } finally {
    db.close();
  }
}

function createFolder(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StoreError('unusable', `database ${path}: its folder cannot be made: ${message}`);
  }
}

/** `mkdir` with `recursive` never returns where no folder can be made, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

function migrate(db: Connection, path: string, migrations: MigrationMeta[]): number {
  if (schemaVersion(db) > migrations.length) throw tooNew(path, schemaVersion(db));
  // A new file only: both are settled by the first table.
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  // Inside a transaction this would do nothing, and rebuilding a table would delete the rows that refer to it.
  db.pragma('foreign_keys = OFF');
  const apply = db.transaction(() => {
    const pending = pendingMigrations(db, path, migrations);
    for (const migration of pending) applyMigration(db, migration);
    const violations = db.pragma('foreign_key_check') as unknown[];
    if (violations.length > 0)
      throw new StoreError(
        'unusable',
        `database ${path}: migrating would leave ${violations.length} dangling references`,
      );
    db.pragma(`user_version = ${migrations.length}`);
    return pending.length;
  });
  return apply.exclusive();
}

/** What is still to be applied, after a check that what was applied is what this code would have applied. */
function pendingMigrations(db: Connection, path: string, migrations: MigrationMeta[]): MigrationMeta[] {
  db.exec(
    'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER NOT NULL)',
  );
  const applied = db
    .prepare<[], Applied>('SELECT hash, created_at AS createdAt FROM __drizzle_migrations ORDER BY id')
    .all();
  if (applied.length > migrations.length) throw tooNew(path, applied.length);
  for (const [i, { hash, createdAt }] of applied.entries()) {
    const known = migrations[i];
    if (known && known.hash === hash && known.folderMillis === createdAt) continue;
    const why = migrations.some((migration) => migration.hash === hash) ? 'in another order' : 'in another wording';
    throw new StoreError('unusable', `database ${path}: its migration ${i + 1} was applied ${why} than this version's`);
  }
  const pending = migrations.slice(applied.length);
  const first = pending[0];
  const last = applied.at(-1);
  if (first && last && first.folderMillis < last.createdAt)
    throw new StoreError(
      'unusable',
      `database ${path}: a migration not yet applied is older than the last applied one`,
    );
  return pending;
}

function applyMigration(db: Connection, migration: MigrationMeta): void {
  for (const statement of migration.sql) db.exec(statement);
  db.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)').run(
    migration.hash,
    migration.folderMillis,
  );
}

/** The file that `WEIR_DATABASE_URL` names. */
function pathFromEnvironment(): string {
  const url = process.env.WEIR_DATABASE_URL?.trim() || 'file:./data/weir.db';
  const path = /^file:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (!path) throw new StoreError('unusable', `WEIR_DATABASE_URL is ${JSON.stringify(url)}, but may be file:PATH`);
  return resolve(path);
}

function main(): void {
  try {
    const path = pathFromEnvironment();
    const applied = migrateDatabase(path);
    process.stdout.write(`${path}: ${applied} migrations applied, schema ${SCHEMA_VERSION}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
