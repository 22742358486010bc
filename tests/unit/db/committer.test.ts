import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrateDatabase } from '../../../db/migrate.ts';
import { Committer } from '../../../db/writer/committer.ts';

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
});
