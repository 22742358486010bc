import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../../db/sqlite/open.ts';

/** A migrated SQLite file of its own, in a folder of its own. */
export interface TemporaryDatabase {
  folder: string;
  path: string;
  remove(): void;
}

let template: string | undefined;

/** Migrates once a process and copies the file from then on. */
export function temporaryDatabase(): TemporaryDatabase {
  if (!template) {
    const folder = mkdtempSync(join(tmpdir(), 'weir-template-'));
    template = join(folder, 'weir.db');
    migrateDatabase(template);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  const folder = mkdtempSync(join(tmpdir(), 'weir-db-'));
  const path = join(folder, 'weir.db');
  copyFileSync(template, path);
  return { folder, path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A store on a file of its own. */
export function temporaryStore(options?: SqliteStoreOptions): {
  store: SqliteStore;
  path: string;
  remove(): Promise<void>;
} {
  const database = temporaryDatabase();
  const store = openSqliteStore(database.path, options);
  return {
    store,
    path: database.path,
    async remove() {
      await store.close();
      database.remove();
    },
  };
}
