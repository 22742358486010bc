import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { OpenAttempt } from '../../db/store.ts';
import { ThreadWriter } from '../../db/writer/thread-writer.ts';
import type { RecordError, WriterOptions } from '../../db/writer/writer.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { anAttempt } from '../support/attempts.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDatabase } from '../support/sqlite-store.ts';

const disposers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

function database(): string {
  const { path, remove } = temporaryDatabase();
  disposers.push(remove);
  return path;
}

function start(path: string, options: Partial<WriterOptions> = {}): ThreadWriter {
  const writer = new ThreadWriter({ path, ...options });
  disposers.push(() => writer.close(1_000));
  return writer;
}

/** Everything on record, as another connection sees it now. */
async function recorded(path: string): Promise<string[]> {
  const store = openSqliteStore(path);
  try {
    return (await store.since(0, 100_000)).rows.map((row) => row.id);
  } finally {
    await store.close();
  }
}

function notes(path: string): string[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], string>('SELECT call_id FROM open_attempts ORDER BY call_id').pluck().all();
  } finally {
    db.close();
  }
}

/** Holds the file's write lock until released. */
function lock(path: string): () => void {
  const db = new Database(path);
  db.exec('BEGIN IMMEDIATE');
  const release = () => {
    if (!db.open) return;
    db.exec('ROLLBACK');
    db.close();
  };
  disposers.push(release);
  return release;
}

function numbered(count: number, prefix = 'c'): Attempt[] {
  return Array.from({ length: count }, (_, i) => anAttempt({ callId: `${prefix}${i}` }));
}

function openNote(callId: string, processId = 'process-1'): OpenAttempt {
  const labels = {
    provider: 'anthropic',
    endpoint: '/v1/messages',
    model: 'm',
    stream: false,
    app: null,
    client: null,
  };
  return { callId, n: 1, startedAtMs: Date.now(), processId, ...labels };
}

describe('the writer thread', () => {
  test('what has resolved is there for everyone to see', async () => {
    const path = database();
    const writer = start(path);
    await writer.record(anAttempt({ callId: 'a' }), 'process');
    expect(await recorded(path)).toEqual(['a.1']);
    await writer.record(anAttempt({ callId: 'b' }), 'power');
    expect(await recorded(path)).toEqual(['a.1', 'b.1']);
    expect(writer.stats()).toMatchObject({ queued: 0, queuedBytes: 0, written: 2, dropped: 0, degraded: false });
  });

  test('many at once are written once each, in order', async () => {
    const path = database();
    const writer = start(path);
    const attempts = numbered(3_000);
    await Promise.all(attempts.map((attempt) => writer.record(attempt, 'process')));
    expect(await recorded(path)).toEqual(attempts.map((attempt) => attempt.id));
    expect(writer.stats()).toMatchObject({ written: 3_000, queued: 0 });
  });

  test('counts of a batch are its own, whatever is committed with it', async () => {
    const writer = start(database());
    const results = await Promise.all([
      writer.recordBatch(numbered(3), 'power'),
      writer.recordBatch(numbered(5), 'power'),
      writer.recordBatch([], 'power'),
      writer.record(anAttempt({ callId: 'c0' }), 'process').then(() => null),
    ]);
    expect(results).toEqual([
      { accepted: 3, duplicates: 0 },
      { accepted: 2, duplicates: 3 },
      { accepted: 0, duplicates: 0 },
      null,
    ]);
    expect(writer.stats()).toMatchObject({ written: 5, duplicates: 4 });
  });

  test.each([
    ['that the database refuses', { startedAtMs: Number.NaN }],
    ['that cannot cross to a thread', { app: (() => 'x') as unknown as string }],
  ])('an attempt %s is refused alone', async (_, overrides) => {
    const path = database();
    const writer = start(path);
    const results = await Promise.allSettled([
      writer.record(anAttempt({ callId: 'before' }), 'process'),
      writer.record(anAttempt({ callId: 'bad', ...overrides }), 'process'),
      writer.recordBatch([anAttempt({ callId: 'after' })], 'power'),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { name: 'RecordError', code: 'malformed' } });
    expect(await recorded(path)).toEqual(['before.1', 'after.1']);
    expect(writer.stats()).toMatchObject({ written: 2, dropped: 1, degraded: false });
  });

  test('tells the policies in force', async () => {
    const path = database();
    const writer = start(path);
    expect(await writer.policies()).toBeNull();
    const store = openSqliteStore(path);
    const put = await store.putPolicies({ a: 1 }, 5, 'note');
    await store.close();
    expect(await writer.policies()).toEqual(put);
  });
});

describe('closing the writer', () => {
  test('writes what is queued first', async () => {
    const path = database();
    const writer = start(path);
    await writer.ready();
    const all = Promise.all(numbered(500).map((attempt) => writer.record(attempt, 'process')));
    await Promise.all([all, writer.close(30_000)]);
    expect(await recorded(path)).toHaveLength(500);
  });

  test('later attempts are refused and counted', async () => {
    const writer = start(database());
    await writer.close();
    await writer.close();
    await expect(writer.record(anAttempt(), 'process')).rejects.toMatchObject({ code: 'dropped' });
    await expect(writer.policies()).rejects.toMatchObject({ code: 'dropped' });
    expect(writer.stats().dropped).toBe(1);
  });

  test('what cannot be written in time is refused and counted', async () => {
    const path = database();
    const writer = start(path);
    await writer.ready();
    lock(path);
    const results = Promise.allSettled(numbered(3).map((attempt) => writer.record(attempt, 'process')));
    await writer.close(300);
    expect((await results).map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(writer.stats()).toMatchObject({ dropped: 3, queued: 0 });
  });
});

describe('a database in trouble', () => {
  test('that is locked: attempts wait, then are written once', async () => {
    const path = database();
    const troubles: (RecordError | null)[] = [];
    const writer = start(path, { onTrouble: (error) => troubles.push(error) });
    await writer.ready();
    const release = lock(path);
    const waiting = numbered(50).map((attempt) => writer.record(attempt, 'process'));
    const stats = await eventually(
      () => writer.stats(),
      ({ degraded }) => degraded,
    );
    expect(stats).toMatchObject({ queued: 50, written: 0, dropped: 0, lastError: { code: 'locked' } });
    expect(stats.queuedBytes).toBeGreaterThan(50 * 1_000);
    expect(stats.degradedSinceMs).toBeGreaterThan(0);
    release();
    await Promise.all(waiting);
    expect(await recorded(path)).toHaveLength(50);
    expect(writer.stats()).toMatchObject({
      queued: 0,
      queuedBytes: 0,
      written: 50,
      degraded: false,
      degradedSinceMs: null,
    });
    expect(troubles[0]).toMatchObject({ code: 'locked' });
    expect(troubles.at(-1)).toBeNull();
  });

  test.each([
    ['attempts', { maxQueuedAttempts: 10 }],
    ['bytes', { maxQueuedBytes: 15_000 }],
  ])('for too long: the oldest are dropped beyond so many %s', async (_, limits) => {
    const path = database();
    const writer = start(path, limits);
    await writer.ready();
    const release = lock(path);
    const first = Promise.allSettled([writer.record(anAttempt({ callId: 'first' }), 'process')]);
    await eventually(
      () => writer.stats(),
      ({ degraded }) => degraded,
    );
    const results = Promise.allSettled(numbered(30).map((attempt) => writer.record(attempt, 'process')));
    await eventually(
      () => writer.stats(),
      ({ dropped }) => dropped > 0,
    );
    release();
    const settled = await results;
    const dropped = settled.filter((result) => result.status === 'rejected');
    expect(dropped[0]).toMatchObject({ reason: { code: 'dropped' } });
    expect(settled.at(-1)?.status).toBe('fulfilled');
    const written = await recorded(path);
    expect(written).toContain('c29.1');
    const firstWritten = (await first).filter((result) => result.status === 'fulfilled').length;
    expect(written).toHaveLength(30 - dropped.length + firstWritten);
    expect(writer.stats()).toMatchObject({ dropped: dropped.length + 1 - firstWritten, degraded: false });
  });

  test('that is not migrated yet: recording begins once it is', async () => {
    const { folder, remove } = temporaryDatabase();
    disposers.push(remove);
    const path = `${folder}/later.db`;
    const writer = start(path);
    const waiting = writer.record(anAttempt({ callId: 'early' }), 'process');
    await eventually(
      () => writer.stats(),
      ({ lastError }) => lastError?.code === 'not_migrated',
    );
    migrateDatabase(path);
    await waiting;
    await writer.ready();
    expect(await recorded(path)).toEqual(['early.1']);
    expect(writer.stats()).toMatchObject({ degraded: false });
  });

  test('a thread that dies is started again, and what it had not confirmed is written once', async () => {
    const path = database();
    const writer = start(path);
    await writer.ready();
    for (let round = 1; round <= 3; round++) {
      const waiting = numbered(400, `r${round}-`).map((attempt) => writer.record(attempt, 'process'));
      await killThread(writer);
      await Promise.all(waiting);
      expect(await recorded(path)).toHaveLength(400 * round);
      expect(writer.stats()).toMatchObject({ restarts: round, degraded: false, queued: 0, dropped: 0 });
    }
  });
});

/** Ends the thread as a crash would. The handle shows it to nobody, so this looks behind it. */
async function killThread(writer: ThreadWriter): Promise<void> {
  const { thread } = writer as unknown as { thread: { worker: Worker } | null };
  await thread?.worker.terminate();
}

describe('open attempts', () => {
  test('a short one leaves no note, a long one does until it is recorded', async () => {
    const path = database();
    const writer = start(path, { noteOpenAfterMs: 200 });
    await writer.ready();
    writer.noteOpen(openNote('short'));
    await writer.record(anAttempt({ callId: 'short' }), 'process');
    writer.noteOpen(openNote('long'));
    await eventually(
      () => notes(path),
      (found) => found.length > 0,
    );
    expect(notes(path)).toEqual(['long']);
    await writer.record(anAttempt({ callId: 'long' }), 'process');
    expect(notes(path)).toEqual([]);
  });

  test('what a process left open is abandoned, and lasted until the process was last seen', async () => {
    const path = database();
    const first = start(path, { noteOpenAfterMs: 0 });
    const startedAtMs = Date.now() - 5_000;
    first.noteOpen({ ...openNote('left'), startedAtMs });
    await eventually(
      () => notes(path),
      (found) => found.length > 0,
    );
    await killThread(first);
    const second = start(path);
    expect(await second.settleAbandoned('process-2', Date.now())).toBe(1);
    const store = openSqliteStore(path);
    const [abandoned] = await store.call('left');
    await store.close();
    expect(abandoned).toMatchObject({ id: 'left.1', outcome: 'abandoned', final: true, startedAtMs });
    expect(abandoned?.durationMs).toBeGreaterThanOrEqual(5_000);
  });
});
