import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrateDatabase } from '../../../db/migrate.ts';
import { Committer } from '../../../db/writer/committer.ts';
import { LogSync } from '../../../db/writer/log-sync.ts';
import { anAttempt } from '../../support/attempts.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-committer-'));
  path = join(folder, 'weir.db');
  migrateDatabase(path);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

describe('Committer', () => {
  it('folds at a steady pace, however long it runs', () => {
    const committer = new Committer(path, ({ message }) => expect.unreachable(message));
    const fold = vi.spyOn(committer.open(), 'compactNow');
    for (let minute = 0; minute < 60; minute++) {
      vi.advanceTimersByTime(60_000);
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(fold.mock.calls.length).toBe(360);
    committer.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on at that pace when the file could not be had for a while', () => {
    const troubles: string[] = [];
    const committer = new Committer(join(folder, 'later.db'), ({ code }) => troubles.push(code));
    expect(() => committer.open()).toThrow();
    migrateDatabase(join(folder, 'later.db'));
    const fold = vi.spyOn(committer.open(), 'compactNow').mockImplementationOnce(() => {
      throw new Error('something is wrong');
    });
    vi.advanceTimersByTime(30_000);
    expect(troubles).toEqual(['malformed']);
    expect(fold.mock.calls.length).toBe(3);
    expect(vi.getTimerCount()).toBe(1);
    committer.close();
  });

  describe('the sync that follows commits', () => {
    const commitOne = (committer: Committer) =>
      committer.commit({
        type: 'commit',
        batches: [[anAttempt({ startedAtMs: Date.now() })]],
        opened: [],
        processId: null,
        nowMs: Date.now(),
        durability: 'process',
      });
    const follow = (committer: Committer) => ({
      beside: vi.spyOn(LogSync.prototype, 'sync').mockClear(),
      own: vi.spyOn(committer.open(), 'sync').mockClear(),
    });

    it('is one for all within its time, and made beside the work', async () => {
      const committer = new Committer(path, ({ message }) => expect.unreachable(message));
      const { beside, own } = follow(committer);
      for (let i = 0; i < 3; i++) commitOne(committer);
      expect(beside).not.toHaveBeenCalled();
      vi.advanceTimersByTime(900);
      expect(beside).toHaveBeenCalledTimes(1);
      await beside.mock.results[0]?.value;
      commitOne(committer);
      vi.advanceTimersByTime(900);
      expect(beside).toHaveBeenCalledTimes(2);
      await beside.mock.results[1]?.value;
      expect(own).not.toHaveBeenCalled();
      committer.close();
    });

    it("is SQLite's own where the log cannot be synced from outside, and tried again when that fails too", async () => {
      const troubles: string[] = [];
      const committer = new Committer(path, ({ code }) => troubles.push(code));
      const { beside, own } = follow(committer);
      beside.mockRejectedValue(new Error('no such file'));
      own.mockImplementationOnce(() => {
        throw new Error('something is wrong');
      });
      commitOne(committer);
      await vi.advanceTimersByTimeAsync(900);
      expect(own).toHaveBeenCalledTimes(1);
      expect(troubles).toEqual(['malformed']);
      await vi.advanceTimersByTimeAsync(900);
      expect(own).toHaveBeenCalledTimes(2);
      await vi.advanceTimersByTimeAsync(1800);
      expect(own).toHaveBeenCalledTimes(2);
      committer.close();
      beside.mockRestore();
    });

    it.each(['before it', 'while it is made'])('is made at closing when that comes %s', async (when) => {
      const committer = new Committer(path, ({ message }) => expect.unreachable(message));
      const { beside, own } = follow(committer);
      const syncing = Promise.withResolvers<void>();
      syncing.promise.catch(() => {});
      beside.mockReturnValue(syncing.promise);
      commitOne(committer);
      if (when === 'while it is made') vi.advanceTimersByTime(900);
      committer.close();
      expect(own).toHaveBeenCalledTimes(1);
      syncing.reject(new Error('the file is gone'));
      await vi.advanceTimersByTimeAsync(2_000);
      expect(own).toHaveBeenCalledTimes(1);
      expect(vi.getTimerCount()).toBe(0);
      beside.mockRestore();
    });
  });
});
