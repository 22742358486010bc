import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compactionJob } from '../../../lib/jobs/compaction.ts';
import { type Job, JobRunner } from '../../../lib/jobs/job-runner.ts';
import { retentionJob } from '../../../lib/jobs/retention.ts';

const errors: [string, unknown][] = [];
let runner: JobRunner;

beforeEach(() => {
  vi.useFakeTimers();
  errors.length = 0;
  runner = new JobRunner({ onError: (...error) => errors.push(error), nowMs: Date.now });
});
afterEach(async () => {
  const stopped = runner.stop();
  await vi.runAllTimersAsync();
  await stopped;
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const job = (run: Job['run'], over: Partial<Job> = {}): Job => ({
  name: 'test',
  firstAfterMs: 1_000,
  everyMs: 60_000,
  run,
  ...over,
});

describe('a job', () => {
  test('runs first after a while, then again and again', async () => {
    const run = vi.fn(async () => {});
    runner.start(job(run));
    await pass(999);
    expect(run).not.toHaveBeenCalled();
    await pass(1);
    expect(run).toHaveBeenCalledTimes(1);
    await pass(120_000);
    expect(run).toHaveBeenCalledTimes(3);
    expect(runner.states()).toMatchObject([{ name: 'test', runs: 3, failures: 0, lastError: null }]);
  });

  test('never runs beside itself', async () => {
    let running = 0;
    let most = 0;
    runner.start(
      job(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 200_000));
        running--;
      }),
    );
    await pass(900_000);
    expect(most).toBe(1);
  });

  test('that fails is tried again sooner, then ever later, and told', async () => {
    const run = vi.fn(async () => {
      throw new Error('locked');
    });
    runner.start(job(run, { everyMs: 600_000 }));
    await pass(1_000 + 5_000);
    expect(run).toHaveBeenCalledTimes(2);
    await pass(3_600_000);
    expect(run.mock.calls.length).toBeLessThan(16);
    expect(errors[0]).toEqual(['test', expect.objectContaining({ message: 'locked' })]);
    expect(runner.states()[0]).toMatchObject({ lastError: 'locked' });
  });

  test('does not stop another by failing', async () => {
    const run = vi.fn(async () => {});
    runner.start(job(() => Promise.reject(new Error('no'))));
    runner.start(job(run, { name: 'other' }));
    await pass(1_000);
    expect(run).toHaveBeenCalled();
  });

  test('can be started once', () => {
    runner.start(job(async () => {}));
    expect(() => runner.start(job(async () => {}))).toThrow('runs already');
  });

  test('is asked to end, and waited for, when all stops', async () => {
    let ended = false;
    runner.start(
      job(async (signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended = true;
      }),
    );
    await pass(1_000);
    await runner.stop();
    expect(ended).toBe(true);
    await pass(600_000);
    expect(runner.states()[0]?.runs).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('retention', () => {
  test('deletes what is too old, step by step, with pauses', async () => {
    const nowMs = 100 * 86_400_000;
    const left = [500, 500, 120, 0];
    const expire = vi.fn(async () => left.shift() ?? 0);
    runner.start(retentionJob({ store: { expire }, retentionDays: 90, nowMs: () => nowMs }));
    await pass(60_000);
    expect(expire).toHaveBeenCalledTimes(1);
    await pass(1_000);
    expect(expire).toHaveBeenCalledTimes(4);
    expect(expire).toHaveBeenCalledWith(10 * 86_400_000, expect.any(Number));
  });

  test('ends between two steps when all stops', async () => {
    const expire = vi.fn(async () => 500);
    runner.start(retentionJob({ store: { expire }, retentionDays: 90, nowMs: () => 1e12 }));
    await pass(60_120);
    await runner.stop();
    const calls = expire.mock.calls.length;
    await pass(60_000);
    expect(expire).toHaveBeenCalledTimes(calls);
  });
});

test('compaction leaves minutes alone that may still grow', async () => {
  const compact = vi.fn(async () => 0);
  runner.start(compactionJob({ compact }, () => 1e12));
  await pass(5_000);
  expect(compact).toHaveBeenCalledWith(1e12 - 600_000, expect.any(Number));
});
