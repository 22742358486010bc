import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { startWriter } from '../../db/writer/start-writer.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { anAttempt } from '../support/attempts.ts';
import { startConfirmingChild } from '../support/confirming-child.ts';
import { eventually } from '../support/eventually.ts';
import { RecordModel, sortedCells } from '../support/record-model.ts';
import { temporaryDatabase } from '../support/sqlite-store.ts';
import { collect } from '../support/store-contract/reading.ts';

const EVER = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** The ids on record, after a check that rollups equal a count of the rows. */
async function checkedIds(path: string): Promise<Set<string>> {
  const store = openSqliteStore(path);
  try {
    const rows = await collect(store.attempts(EVER));
    const model = new RecordModel();
    model.write(rows.toSorted((a, b) => a.n - b.n));
    for (const unit of UNITS)
      for (const stepMs of [60_000, 3_600_000, null]) {
        const query = { filter: EVER, unit, stepMs, groupBy: ['outcome', 'model'] as const, histograms: true };
        const asked = { ...query, groupBy: [...query.groupBy] };
        expect(sortedCells(await store.aggregate(asked))).toEqual(sortedCells(model.aggregate(asked)));
      }
    expect((await store.size()).attempts).toBe(rows.length);
    return new Set(rows.map((row) => row.id));
  } finally {
    await store.close();
  }
}

describe('what was confirmed survives', () => {
  test('kill -9 at any moment, again and again on one file', { timeout: 180_000 }, async () => {
    const { path, remove } = temporaryDatabase();
    try {
      const confirmed: string[] = [];
      for (const [round, enough] of [1, 60, 333, 700].entries()) {
        const durability = round % 2 === 0 ? 'process' : 'power';
        const child = startConfirmingChild([path, `r${round}-`, durability]);
        await eventually(
          () => child.confirmed().length,
          (count) => count >= enough,
        );
        await child.kill();
        confirmed.push(...child.confirmed());
        const ids = await checkedIds(path);
        expect(confirmed.filter((id) => !ids.has(id))).toEqual([]);
      }
    } finally {
      remove();
    }
  });
});

const STRACE = 'strace';
const canTrace = spawnSync(STRACE, ['-f', '-e', 'trace=fdatasync', 'true']).status === 0;

/** How often the write-ahead log was synced, by strace's account of the process. */
function syncsOfLog(trace: string): number {
  if (!existsSync(trace)) return 0;
  const calls = readFileSync(trace, 'utf8').split('\n');
  return calls.filter((line) => /f(data)?sync\(\d+<[^>]*-wal>/.test(line)).length;
}

describe.skipIf(!canTrace)('syncing, seen by strace (skipped where it is not there or not permitted)', () => {
  const traced = async (
    durability: string,
    calls: number,
    look: (trace: string, done: () => boolean) => Promise<void>,
  ) => {
    const { folder, path, remove } = temporaryDatabase();
    const trace = join(folder, 'trace');
    const strace = [STRACE, '-f', '-y', '-o', trace, '-e', 'trace=fsync,fdatasync'];
    // One at a time, so that each is a commit of its own.
    const child = startConfirmingChild([path, 'c', durability, String(calls), '1'], strace);
    try {
      await look(trace, () => child.confirmed().includes('done'));
    } finally {
      await child.kill();
      remove();
    }
  };

  test('of `power`, every commit is on disk before it is confirmed', async () => {
    await traced('power', 20, async (trace, done) => {
      await eventually(done, (is) => is);
      // 20 calls, 5 of them with two attempts.
      expect(syncsOfLog(trace)).toBeGreaterThanOrEqual(25);
    });
  });

  test('of `process`, one sync follows within a second or so and covers them all', async () => {
    await traced('process', 20, async (trace, done) => {
      await eventually(done, (is) => is);
      const syncs = await eventually(
        () => syncsOfLog(trace),
        (count) => count > 0,
      );
      expect(syncs).toBeLessThan(25);
    });
  });
});

/** A file system of its own, so small that it fills; `null` where mounting is not permitted. */
function mountSmallDisk(megabytes: number): { folder: string; unmount(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'weir-small-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status !== 0) {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    unmount() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

const trial = mountSmallDisk(1);
trial?.unmount();

describe.skipIf(!trial)('a full disk (skipped where a tmpfs cannot be mounted: it needs root)', () => {
  test('attempts wait in memory, counted, and are written once when there is room again', {
    timeout: 120_000,
  }, async () => {
    const disk = mountSmallDisk(8);
    if (!disk) throw new Error('the disk could be mounted a moment ago');
    const path = join(disk.folder, 'weir.db');
    const ballast = join(disk.folder, 'ballast');
    migrateDatabase(path);
    const writer = startWriter({ path });
    try {
      await writer.ready();
      await writer.record(anAttempt({ callId: 'before' }), 'power');
      const { bavail, bsize } = statfsSync(disk.folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      const attempts = Array.from({ length: 500 }, (_, i) => anAttempt({ callId: `c${i}` }));
      const waiting = Promise.all(attempts.map((attempt) => writer.record(attempt, 'process')));
      const stats = await eventually(
        () => writer.stats(),
        ({ failed }) => failed > 1,
      );
      expect(stats).toMatchObject({
        degraded: true,
        queued: 500,
        written: 1,
        dropped: 0,
        lastError: { code: 'disk_full' },
      });
      rmSync(ballast);
      await waiting;
      expect(writer.stats()).toMatchObject({ degraded: false, queued: 0, written: 501, duplicates: 0, dropped: 0 });
      expect((await checkedIds(path)).size).toBe(501);
    } finally {
      await writer.close();
      disk.unmount();
    }
  });
});
