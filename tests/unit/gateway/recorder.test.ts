import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordError, type Writer } from '../../../db/writer/writer.ts';
import { Counters } from '../../../lib/gateway/counters.ts';
import { QuietLog } from '../../../lib/gateway/log.ts';
import { Recorder } from '../../../lib/gateway/recorder.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';

const attempt = { id: 'c.1', provider: 'anthropic', outcome: 'ok' } as Attempt;

let lines: string[];
let counters: Counters;
let commits: PromiseWithResolvers<void>[];
let recorder: Recorder;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  commits = [];
  counters = new Counters();
  const writer: Pick<Writer, 'record' | 'noteOpen' | 'stats'> = {
    record: () => {
      const commit = Promise.withResolvers<void>();
      commits.push(commit);
      return commit.promise;
    },
    noteOpen: () => {
      throw new Error('no room');
    },
    stats: () => ({ lastError: { code: 'disk_full' } }) as ReturnType<Writer['stats']>,
  };
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  recorder = new Recorder(writer as Writer, counters, new QuietLog(log, () => Date.now()));
});
afterEach(() => vi.useRealTimers());

const record = (build: () => Attempt = () => attempt) => {
  const release = vi.fn();
  recorder.record(build, release);
  return release;
};

describe('the end of a response', () => {
  it('is held until its attempt is committed', async () => {
    const release = record();
    await vi.advanceTimersByTimeAsync(999);
    expect(release).not.toHaveBeenCalled();
    commits[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(release).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(5000);
    expect(release).toHaveBeenCalledOnce();
    expect(counters.unrecordedEnds).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is passed on after a second all the same, counted and logged', async () => {
    const release = record();
    await vi.advanceTimersByTimeAsync(1000);
    expect(release).toHaveBeenCalledOnce();
    expect(counters.unrecordedEnds).toBe(1);
    expect(lines.join()).toContain('before it was on record');
    commits[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(release).toHaveBeenCalledOnce();
  });

  it('is no longer held while nothing gets committed, and is again afterwards', async () => {
    record();
    await vi.advanceTimersByTimeAsync(1000);
    const second = record();
    expect(second).toHaveBeenCalledOnce();
    expect(counters.unrecordedEnds).toBe(2);
    for (const commit of commits) commit.resolve();
    await vi.advanceTimersByTimeAsync(0);
    const third = record();
    expect(third).not.toHaveBeenCalled();
  });

  it.each([
    ['the writer refuses it', () => commits[0]?.reject(new RecordError('dropped', 'over the limit'))],
    ['the writer fails otherwise', () => commits[0]?.reject(new Error('gone'))],
  ])('is passed on when %s', async (_when, fail) => {
    const release = record();
    fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(release).toHaveBeenCalledOnce();
    expect(counters.unrecordedEnds).toBe(1);
    expect(lines.join()).toContain('could not be recorded');
  });

  it('is passed on when the row cannot even be made', async () => {
    const release = record(() => {
      throw new Error('a mistake of ours');
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(release).toHaveBeenCalledOnce();
    expect(lines.join()).toContain('a mistake of ours');
  });
});

describe('trouble in recording', () => {
  it('does not throw when an attempt is noted as open', () => {
    expect(() => recorder.noteOpen({} as Parameters<Recorder['noteOpen']>[0])).not.toThrow();
  });

  it('is logged once in ten seconds, with how often it came since', async () => {
    for (let i = 0; i < 5; i++) {
      record();
      commits[i]?.reject(new Error('gone'));
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(lines).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    record();
    commits[5]?.reject(new Error('gone'));
    await vi.advanceTimersByTimeAsync(0);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ alsoSince: 4 });
  });
});
