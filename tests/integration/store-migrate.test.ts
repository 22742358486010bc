import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { readCellColumns } from '../../db/rollup/cells.ts';
import { SCHEMA_VERSION } from '../../db/schema-version.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { anAttempt } from '../support/attempts.ts';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));
const MIGRATE = fileURLToPath(new URL('../../db/migrate.ts', import.meta.url));

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-migrate-'));
  path = join(folder, 'weir.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

/** A copy of the migrations with some more, each `[tag, statements, time after the last one of ours]`. */
function migrationsWith(...more: [tag: string, sql: string, laterMs: number][]): string {
  const copy = mkdtempSync(join(folder, 'migrations-'));
  cpSync(MIGRATIONS, copy, { recursive: true });
  const journalPath = join(copy, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as Journal;
  const last = Math.max(...journal.entries.map((entry) => entry.when));
  for (const [tag, sql, laterMs] of more) {
    journal.entries.push({ idx: journal.entries.length, version: '6', when: last + laterMs, tag, breakpoints: true });
    writeFileSync(join(copy, `${tag}.sql`), sql);
  }
  writeFileSync(journalPath, JSON.stringify(journal));
  return copy;
}

function query(sql: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).pluck().all();
  } finally {
    db.close();
  }
}

describe('migrateDatabase', () => {
  test('makes the file and its folder, once', () => {
    path = join(folder, 'a', 'b', 'weir.db');
    expect(migrateDatabase(path)).toBe(SCHEMA_VERSION);
    expect(migrateDatabase(path)).toBe(0);
    expect(query('PRAGMA journal_mode')).toEqual(['wal']);
    expect(query('PRAGMA auto_vacuum')).toEqual([2]);
    expect(query('PRAGMA user_version')).toEqual([SCHEMA_VERSION]);
  });

  test('`SCHEMA_VERSION` is the number of migrations', () => {
    const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')) as Journal;
    expect(journal.entries).toHaveLength(SCHEMA_VERSION);
    for (const { tag } of journal.entries) expect(existsSync(join(MIGRATIONS, `${tag}.sql`))).toBe(true);
  });

  test('applies what is new and keeps the rows, also of tables that refer to a rebuilt one', () => {
    const parent = 'CREATE TABLE parent (id INTEGER PRIMARY KEY);';
    const child = 'CREATE TABLE child (parent_id INTEGER NOT NULL REFERENCES parent(id) ON DELETE CASCADE);';
    const rows = 'INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);';
    migrateDatabase(path, migrationsWith(['9000_tables', `${parent} ${child} ${rows}`, 1]));
    const rebuild =
      'CREATE TABLE new (id INTEGER PRIMARY KEY, x TEXT); INSERT INTO new (id) SELECT id FROM parent; DROP TABLE parent; ALTER TABLE new RENAME TO parent;';
    const both = migrationsWith(['9000_tables', `${parent} ${child} ${rows}`, 1], ['9001_rebuild', rebuild, 2]);
    expect(migrateDatabase(path, both)).toBe(1);
    expect(query('SELECT count(*) FROM child')).toEqual([1]);
  });

  test('rolls everything back if a reference would be left dangling', () => {
    const tables =
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p(id)); INSERT INTO c VALUES (7);';
    expect(() => migrateDatabase(path, migrationsWith(['9000_bad', tables, 1]))).toThrow(/1 dangling reference/);
    expect(query("SELECT name FROM sqlite_schema WHERE name IN ('p', 'attempts')")).toEqual([]);
  });

  test('rolls everything back if a statement fails', () => {
    expect(() => migrateDatabase(path, migrationsWith(['9000_bad', 'CREATE TABLE p (id); NONSENSE;', 1]))).toThrow();
    expect(query("SELECT name FROM sqlite_schema WHERE name IN ('p', 'attempts')")).toEqual([]);
    expect(migrateDatabase(path)).toBe(SCHEMA_VERSION);
  });

  test('refuses a file of a newer version, and so does the store', () => {
    migrateDatabase(path, migrationsWith(['9000_new', 'CREATE TABLE n (id);', 1]));
    expect(() => migrateDatabase(path)).toThrow(/newer than this version/);
    expect(() => openSqliteStore(path)).toThrow(/newer than this version/);
  });

  test('refuses a migration that should have come before an applied one', () => {
    migrateDatabase(path, migrationsWith(['9000_late', 'CREATE TABLE n (id);', 10]));
    const late = migrationsWith(['9000_late', 'CREATE TABLE n (id);', 10], ['9001_early', 'CREATE TABLE m (id);', 5]);
    expect(() => migrateDatabase(path, late)).toThrow(/older than the last applied/);
    const swapped = migrationsWith(
      ['9001_early', 'CREATE TABLE m (id);', 5],
      ['9000_late', 'CREATE TABLE n (id);', 10],
    );
    expect(() => migrateDatabase(path, swapped)).toThrow(/in another order/);
  });

  test('refuses a migration whose wording has changed since it was applied', () => {
    migrateDatabase(path, migrationsWith(['9000_x', 'CREATE TABLE n (id);', 1]));
    expect(() => migrateDatabase(path, migrationsWith(['9000_x', 'CREATE TABLE n (id, y);', 1]))).toThrow(
      /in another wording/,
    );
  });

  test('any number of processes at once: one migrates, all succeed', async () => {
    const env = { ...process.env, WEIR_DATABASE_URL: `file:${path}` };
    const runs = Array.from(
      { length: 4 },
      () =>
        new Promise<string>((resolve, reject) => {
          let output = '';
          const child = spawn(process.execPath, [MIGRATE], { env });
          for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
          child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
        }),
    );
    const applied = (await Promise.all(runs)).map((output) => Number(/: (\d+) migrations applied/.exec(output)?.[1]));
    expect(applied.toSorted((a, b) => b - a)).toEqual([SCHEMA_VERSION, 0, 0, 0]);
  });
});

describe('first attempts of a record from before they were counted', () => {
  /** Makes the file one whose rollups are of the first format and whose deltas have no first attempts. */
  function asBefore(): void {
    const db = new Database(path);
    db.exec('UPDATE rollup_deltas SET firsts = 0');
    for (const { id, cells } of db.prepare('SELECT id, cells FROM rollups').all() as { id: number; cells: Buffer }[]) {
      const { metrics } = readCellColumns(cells);
      const first = metrics.at(-1);
      if (!first) throw new Error('a rollup without columns');
      const older = Buffer.from(cells.subarray(0, first.offset - 1));
      older[0] = 1;
      db.prepare('UPDATE rollups SET cells = ? WHERE id = ?').run(older, id);
    }
    db.close();
  }

  test('are those of the attempts still there, folded or not, and stay so', async () => {
    migrateDatabase(path);
    const written = Date.UTC(2026, 2, 2);
    const attempts = Array.from({ length: 30 }, (_, i) =>
      anAttempt({
        callId: `c${i}`,
        startedAtMs: written + i * 20_000,
        model: i % 2 ? 'a' : 'b',
        cause: i % 3 === 0 ? 'client_retry' : 'first',
      }),
    );
    let store = openSqliteStore(path);
    await store.write(attempts, 'process');
    await store.compact(written + 5 * 60_000, 100);
    const filter = { fromMs: written - 60_000, toMs: written + 3_600_000 };
    const firsts = async () =>
      [60_000, null].map((stepMs) =>
        store.aggregate({ filter, unit: 'attempts', stepMs, groupBy: ['model'], histograms: true }),
      );
    const expected = await Promise.all(await firsts());
    expect(expected[1]?.map((cell) => cell.firsts)).toEqual([10, 10]);
    await store.close();
    asBefore();
    store = openSqliteStore(path);
    expect((await Promise.all(await firsts()))[1]?.map((cell) => cell.firsts)).toEqual([0, 0]);
    await store.close();
    const [, insert] = readFileSync(join(MIGRATIONS, '0004_firsts.sql'), 'utf8').split('--> statement-breakpoint');
    const db = new Database(path);
    db.exec(insert ?? '');
    db.close();
    store = openSqliteStore(path);
    expect(await Promise.all(await firsts())).toEqual(expected);
    await store.compact(written + 3_600_000, 1000);
    expect(await Promise.all(await firsts())).toEqual(expected);
    await store.close();
  });
});

describe('a path that holds no database', () => {
  /** The one line on standard error of `node db/migrate.ts`. */
  function complaint(url: string): string {
    const env = { ...process.env, WEIR_DATABASE_URL: url };
    const { status, stderr } = spawnSync(process.execPath, [MIGRATE], { env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    return stderr;
  }

  test('a folder', () => {
    expect(complaint(`file:${folder}`)).toContain(`${folder} is a folder`);
  });

  test('another file', () => {
    writeFileSync(path, 'this is a letter, not a database. '.repeat(100));
    expect(complaint(`file:${path}`)).toContain('file is not a database');
  });

  test('below a file', () => {
    writeFileSync(path, '');
    expect(complaint(`file:${path}/weir.db`)).toContain(path);
  });

  test('where no folder can be made', () => {
    expect(complaint('file:/proc/nowhere/weir.db')).toContain('its folder cannot be made');
  });

  test('a URL of another kind', () => {
    expect(complaint('mysql://localhost/weir')).toContain('WEIR_DATABASE_URL is "mysql://localhost/weir"');
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write (skipped as root, who may)', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    expect(complaint(`file:${closed}/weir.db`)).toContain(closed);
  });

  test('opening a store says the same', () => {
    expect(() => openSqliteStore(folder)).toThrow(/is a folder/);
    expect(() => openSqliteStore(join(folder, 'no', 'weir.db'))).toThrow(/there is no folder/);
    expect(() => openSqliteStore(path)).toThrow(/has schema 0/);
  });
});

describe('labels beyond the limits', () => {
  test('become `other`, are counted, and stay true on the attempt itself', async () => {
    migrateDatabase(path);
    const store = openSqliteStore(path, { limits: { labels: 3, series: 100 } });
    const attempts = Array.from({ length: 6 }, (_, i) =>
      anAttempt({ callId: `c${i}`, model: `model-${i}`, app: 'one' }),
    );
    await store.write(attempts, 'process');
    expect((await store.labels('model')).toSorted()).toEqual(['model-0', 'model-1', 'model-2', 'other']);
    expect((await store.cardinality()).collapsed).toEqual([{ dimension: 'model', attempts: 3 }]);
    expect((await store.call('c5'))[0]).toMatchObject({ model: 'model-5', app: 'one' });
    expect(
      (await store.calls({ filter: { fromMs: 0, toMs: 1e15, model: ['other'] }, limit: 10, cursor: null })).rows,
    ).toHaveLength(3);
    await store.close();
  });

  test('a flood in every label ends at a bounded number of series', async () => {
    migrateDatabase(path);
    const store = openSqliteStore(path, { limits: { labels: 1_000, series: 20 } });
    const flood = Array.from({ length: 500 }, (_, i) =>
      anAttempt({
        callId: `c${i}`,
        model: `m${i}`,
        app: `a${i}`,
        client: `k${i}`,
        endpoint: `/e${i}`,
        provider: `p${i}`,
      }),
    );
    for (let i = 0; i < 500; i += 50) await store.write(flood.slice(i, i + 50), 'process');
    expect((await store.cardinality()).series).toBe(21);
    const [cell] = await store.aggregate({
      filter: { fromMs: 0, toMs: 1e15 },
      unit: 'calls',
      stepMs: null,
      groupBy: [],
      histograms: false,
    });
    expect(cell?.count).toBe(500);
    await store.close();
  });
});
