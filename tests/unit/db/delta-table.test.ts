import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../../db/migrate.ts';
import { addAttempt, type Deltas } from '../../../db/rollup/contribution.ts';
import { type Connection, openConnection } from '../../../db/sqlite/connection.ts';
import { DeltaTable } from '../../../db/sqlite/delta-table.ts';
import { openSqliteStore } from '../../../db/sqlite/open.ts';
import type { OpenAttempt } from '../../../db/store.ts';
import { decodeHistogram } from '../../../lib/histogram/codec.ts';
import { anAttempt } from '../../support/attempts.ts';

const MINUTE = 29_000_000;
const ATTEMPTS = 0;

let folder: string;
let connections: Connection[];

function connect(): { db: Connection; table: DeltaTable } {
  const db = openConnection(join(folder, 'weir.db'), { busyTimeoutMs: 0 });
  connections.push(db);
  return { db, table: new DeltaTable(db) };
}

/** What attempts of these durations add to a series, in one minute. */
function deltas(durationsMs: number[], { seriesId = 1, minute = MINUTE, sign = 1 as 1 | -1 } = {}): Deltas {
  const found: Deltas = new Map();
  for (const durationMs of durationsMs)
    addAttempt(found, seriesId, anAttempt({ startedAtMs: minute * 60_000, durationMs, ttftMs: 5 }), sign);
  return found;
}

/** Of each row: series, how many, and the sum of their durations. */
function rows(table: DeltaTable): number[][] {
  return table.range(0, MINUTE * 2, ATTEMPTS).map(({ seriesId, metrics, latency, ttft }) => {
    const histogram = decodeHistogram(latency);
    expect(decodeHistogram(ttft).count).toBe(histogram.count);
    expect(metrics[0]).toBe(histogram.count);
    return [seriesId, histogram.count, histogram.sum];
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-deltas-'));
  migrateDatabase(join(folder, 'weir.db'));
  connections = [];
});
afterEach(() => {
  for (const db of connections) db.close();
  rmSync(folder, { recursive: true });
});

describe('DeltaTable', () => {
  it('adds to what is there, also after it was opened anew', () => {
    const { table } = connect();
    table.add(deltas([10, 20]));
    table.add(deltas([30]));
    table.add(deltas([5], { seriesId: 2 }));
    const again = connect().table;
    again.add(deltas([40]));
    expect(rows(again)).toEqual([
      [1, 4, 100],
      [2, 1, 5],
    ]);
  });

  it('sees what another connection has added or taken away since', () => {
    const [one, other] = [connect(), connect()];
    one.table.add(deltas([10]));
    other.table.add(deltas([20]));
    one.table.add(deltas([30]));
    expect(rows(one.table)).toEqual([[1, 3, 60]]);
    other.table.delete({ minute: MINUTE, unit: ATTEMPTS, seriesId: 1 });
    one.table.add(deltas([40]));
    expect(rows(other.table)).toEqual([[1, 1, 40]]);
  });

  it('forgets what it was told to delete', () => {
    const { table } = connect();
    table.add(deltas([10]));
    const [row] = table.before(MINUTE + 1, 10);
    if (row) table.delete(row);
    table.add(deltas([20]));
    expect(rows(table)).toEqual([[1, 1, 20]]);
  });

  it('forgets what was rolled back', () => {
    const { db, table } = connect();
    table.add(deltas([10]));
    db.exec('BEGIN');
    table.add(deltas([20]));
    db.exec('ROLLBACK');
    table.reset();
    table.add(deltas([30]));
    expect(rows(table)).toEqual([[1, 2, 40]]);
  });

  it('keeps no row of what came to nothing, and begins anew after it', () => {
    const { table } = connect();
    table.add(deltas([10, 20]));
    table.add(deltas([10, 20], { sign: -1 }));
    expect(rows(table)).toEqual([]);
    table.add(deltas([30], { sign: -1 }));
    table.add(deltas([30, 40]));
    expect(rows(table)).toEqual([[1, 1, 40]]);
  });

  it('is right about more rows than it remembers', () => {
    const { db, table } = connect();
    for (let round = 1; round <= 2; round++) {
      db.exec('BEGIN');
      for (let seriesId = 1; seriesId <= 1_500; seriesId++) table.add(deltas([round], { seriesId }));
      db.exec('COMMIT');
    }
    const found = rows(table);
    expect(found.length).toBe(1_500);
    expect(found.every(([, count, sum]) => count === 2 && sum === 3)).toBe(true);
  });
});

describe('a store of which a commit failed when its deltas were written', () => {
  it('counts what is written next, and not what was rolled back', async () => {
    const store = openSqliteStore(join(folder, 'weir.db'));
    const attempt = (callId: string) => anAttempt({ callId, startedAtMs: MINUTE * 60_000, durationMs: 10 });
    const nothing = { opened: [], forget: [], seen: null, nowMs: 0 };
    store.commit({ ...nothing, batches: [[attempt('a')]] }, 'process');
    const unwritable = { callId: {} } as unknown as OpenAttempt;
    const failing = { ...nothing, batches: [[attempt('b')]], opened: [unwritable] };
    expect(() => store.commit(failing, 'process')).toThrow();
    store.commit({ ...nothing, batches: [[attempt('c')]] }, 'process');
    store.close();
    expect(rows(connect().table)).toMatchObject([[expect.any(Number), 2, 20]]);
  });
});
