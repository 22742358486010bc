import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { temporaryDatabase } from '../support/sqlite-store.ts';

/** These stay small whatever is recorded: counts, what is under way now, and changes made by hand. */
const SMALL_TABLES = ['counters', 'open_attempts', 'open_processes', 'policy_changes', 'json_each'];

/** Every statement that a store prepares when it is opened. */
async function statementsOf(path: string): Promise<string[]> {
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  try {
    const store = openSqliteStore(path);
    const statements = prepare.mock.calls.map(([sql]) => sql);
    await store.close();
    return [...new Set(statements)];
  } finally {
    prepare.mockRestore();
  }
}

describe('the statements of the store', () => {
  test('read no table from end to end that grows with the record', async () => {
    const { path, remove } = temporaryDatabase();
    onTestFinished(remove);
    const statements = await statementsOf(path);
    const db = new Database(path);
    const scans = statements.flatMap((sql) => {
      const parameters = Array.from(sql.matchAll(/\?/g), () => null);
      const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
      const tables = plan.flatMap(({ detail }) => /^SCAN (\w+)/.exec(detail)?.[1] ?? []);
      return tables
        .filter((table) => !SMALL_TABLES.includes(table) && table !== 'CONSTANT')
        .map((table) => ({ table, sql }));
    });
    db.close();
    expect(statements.length).toBeGreaterThan(40);
    expect(scans).toEqual([]);
  });
});
