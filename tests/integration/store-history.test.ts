import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBulk } from '../../bench/generate-history-bulk.ts';
import { traffic } from '../../bench/generate-history-traffic.ts';
import { FILTERS, storeQueries } from '../../bench/measure/store-queries.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { CallRow, Page } from '../../db/store.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { passes } from '../support/record-model.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 2, 12);
const OPTIONS = { seed: 7, fromMs: END_MS - 2 * DAY_MS, toMs: END_MS, attempts: 4_000 };

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-history-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** All rows of a table, ids and bytes included. */
function rowsOf(path: string, sql: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).raw().all();
  } finally {
    db.close();
  }
}

describe('a generated history', () => {
  test('is the same for the same seed, of about the size asked for, and in the order of the ends', () => {
    const attempts = [...traffic(OPTIONS)];
    expect([...traffic(OPTIONS)]).toEqual(attempts);
    expect([...traffic({ ...OPTIONS, seed: 8 })]).not.toEqual(attempts);
    expect(Math.abs(attempts.length - OPTIONS.attempts)).toBeLessThan(OPTIONS.attempts * 0.05);
    const ends = attempts.map((attempt) => attempt.startedAtMs + attempt.durationMs);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(new Set(attempts.map((attempt) => attempt.outcome)).size).toBeGreaterThan(5);
  });

  test('written in bulk is what the real writer leaves after compaction, row by row and byte by byte', async () => {
    const attempts = [...traffic(OPTIONS)];
    const bulk = join(folder, 'bulk.db');
    const real = join(folder, 'real.db');
    expect(writeBulk(bulk, attempts)).toBe(attempts.length);
    await writeForReal(real, attempts);
    for (const table of [
      'SELECT * FROM attempts ORDER BY seq',
      'SELECT * FROM series ORDER BY id',
      'SELECT id, kind, text FROM texts ORDER BY id',
      'SELECT width_minutes, unit, dimension, bucket, hex(cells), hex(histograms) FROM rollups ORDER BY 1, 2, 3, 4',
      'SELECT * FROM rollup_deltas',
      "SELECT * FROM counters WHERE name = 'attempts'",
    ])
      expect(rowsOf(bulk, table), table).toEqual(rowsOf(real, table));
  });

  test('is listed call by call as sorting it would list it, under every filter', async () => {
    const store = openSqliteStore(join(folder, 'bulk.db'));
    const range = { fromMs: OPTIONS.fromMs + DAY_MS / 3, toMs: END_MS - DAY_MS / 3 };
    const startOf = ({ call }: Attempt) => call?.startedAtMs ?? Number.NaN;
    const finals = [...traffic(OPTIONS)].filter(({ call }) => call);
    try {
      for (const labels of Object.values(FILTERS)) {
        const filter = { ...range, ...labels };
        const expected = finals.filter(
          (attempt) => passes(attempt, filter) && startOf(attempt) >= filter.fromMs && startOf(attempt) < filter.toMs,
        );
        for (const limit of [7, 100, 900]) {
          const listed: Attempt[] = [];
          let cursor: string | null = null;
          do {
            const page: Page<CallRow> = await store.calls({ filter, limit, cursor });
            expect(page.rows).toHaveLength(Math.min(limit, expected.length - listed.length));
            listed.push(...page.rows);
            cursor = page.nextCursor;
          } while (cursor !== null);
          const starts = listed.map(startOf);
          expect(starts).toEqual(starts.toSorted((a, b) => b - a));
          expect(listed.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        }
      }
    } finally {
      await store.close();
    }
  });

  test('no question of the dashboard reads the whole table of attempts', async () => {
    const path = join(folder, 'bulk.db');
    const store = openSqliteStore(path);
    try {
      for (const { ask } of storeQueries(END_MS)) await ask(store);
    } finally {
      await store.close();
    }
    // The same statements as in the store: an index that no longer serves one is an error there (INDEXED BY).
    const plan = (sql: string) => JSON.stringify(rowsOf(path, `EXPLAIN QUERY PLAN ${sql}`));
    const covering = [
      'SELECT call_started_at, series_id, seq FROM attempts INDEXED BY calls_time WHERE final = 1 AND call_started_at >= 1 AND (call_started_at, series_id, seq) < (5, 5, 5) ORDER BY call_started_at DESC, series_id DESC, seq DESC LIMIT 5',
      'SELECT call_started_at, series_id, seq FROM attempts INDEXED BY calls_series_time WHERE final = 1 AND series_id = 3 AND call_started_at >= 1 AND (call_started_at, seq) < (5, 5) ORDER BY call_started_at DESC, seq DESC LIMIT 5',
      'SELECT call_started_at, series_id, seq FROM attempts INDEXED BY calls_time WHERE final = 1 AND call_started_at >= 1 AND (call_started_at, series_id, seq) < (5, 5, 5) ORDER BY call_started_at DESC, series_id DESC, seq DESC LIMIT 1 OFFSET 5',
      "SELECT call_started_at, series_id, seq FROM attempts INDEXED BY calls_time WHERE final = 1 AND (call_started_at, series_id, seq) >= (1, 1, 1) AND (call_started_at, series_id, seq) < (5, 5, 5) AND substr(x'0001', series_id + 1, 1) = x'01' ORDER BY call_started_at DESC, series_id DESC, seq DESC LIMIT 5",
      "SELECT value, (SELECT call_started_at FROM attempts INDEXED BY calls_series_time WHERE final = 1 AND series_id = value AND call_started_at <= 5 AND call_started_at >= 1 ORDER BY call_started_at DESC LIMIT 1) FROM json_each('[1, 2]')",
      'SELECT started_at, series_id, seq FROM attempts INDEXED BY attempts_time WHERE (started_at, series_id, seq) > (1, 1, 1) AND started_at < 5 AND seq <= 9 ORDER BY started_at, series_id, seq LIMIT 5',
    ];
    for (const sql of covering) {
      expect(plan(sql)).toContain('USING COVERING INDEX');
      expect(plan(sql)).not.toContain('TEMP B-TREE');
    }
    for (const sql of [
      "SELECT * FROM attempts WHERE request_id IS NOT NULL AND request_tail = substr('x', -8) AND request_id = 'x'",
      "SELECT * FROM attempts WHERE call_id = 'x' AND id IS NULL",
      "SELECT * FROM attempts WHERE call_id = 'x' AND id IS NOT NULL",
      "SELECT * FROM attempts WHERE id IN ('x', 'y')",
      "SELECT * FROM attempts WHERE seq IN (SELECT value FROM json_each('[1, 2]'))",
    ])
      expect(plan(sql)).toMatch(/SEARCH attempts USING (INDEX|INTEGER PRIMARY KEY)/);
  });
});

async function writeForReal(path: string, attempts: Attempt[]): Promise<void> {
  migrateDatabase(path);
  const store = openSqliteStore(path);
  try {
    for (let i = 0; i < attempts.length; i += 97) await store.write(attempts.slice(i, i + 97), 'process');
    while ((await store.compact(END_MS + DAY_MS, 1_000)) > 0);
  } finally {
    await store.close();
  }
}
