import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adviceAnswer } from '../../lib/api/advice.ts';
import { limitsAnswer } from '../../lib/api/limits.ts';
import { sampleAttempts } from '../../lib/api/sample-attempts.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { DAY, HOUR, type InsightBench, insightBench, MINUTE, NOON } from '../support/insight-bench.ts';

let bench: InsightBench;
beforeEach(() => {
  bench = insightBench();
});
afterEach(() => bench.dispose());

const RANGE = { fromMs: NOON - DAY, toMs: NOON };
const LIMITS = { range: RANGE, top: 100, points: 200 };
const signal = new AbortController().signal;

describe('a sample of attempts', () => {
  test('is all of them where they are few, oldest first', async () => {
    await bench.traffic(NOON - HOUR, NOON, { calls: 5 });
    const { attempts, sampled } = await sampleAttempts(bench.store, RANGE, 300, signal);
    expect(sampled).toBe(false);
    expect(attempts).toHaveLength(300);
    expect(attempts.map(({ startedAtMs }) => startedAtMs)).toEqual(
      attempts.map(({ startedAtMs }) => startedAtMs).toSorted((a, b) => a - b),
    );
  });

  test('is spread over the attempts where they are many: a busy hour gives more', async () => {
    await bench.traffic(NOON - 10 * HOUR, NOON - HOUR, { calls: 2 });
    await bench.traffic(NOON - HOUR, NOON, { calls: 80 });
    const { attempts, sampled } = await sampleAttempts(bench.store, RANGE, 2_000, signal);
    expect(sampled).toBe(true);
    expect(attempts.length).toBeGreaterThan(1_400);
    expect(attempts.length).toBeLessThanOrEqual(2_000);
    const busy = attempts.filter(({ startedAtMs }) => startedAtMs >= NOON - HOUR).length / attempts.length;
    expect(busy).toBeGreaterThan(0.6);
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(attempts.length);
  });

  test('stops when nobody waits for it any more', async () => {
    await bench.traffic(NOON - HOUR, NOON, { calls: 5 });
    await expect(sampleAttempts(bench.store, RANGE, 100, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  });
});

describe('limits', () => {
  const reading = (remaining: number, resetAtMs: number | null) => ({
    name: 'input_tokens',
    limit: 1000,
    remaining,
    utilization: null,
    resetAtMs,
    status: null,
  });

  test('of each account: how full, how fast, and when it resets', async () => {
    const attempts: Attempt[] = [];
    for (let i = 0; i < 10; i += 1) {
      const startedAtMs = NOON - 10 * MINUTE + i * MINUTE;
      attempts.push(
        anAttempt({ callId: `a${i}`, startedAtMs, limits: [reading(900 - 60 * i, NOON + 50 * MINUTE)] }),
        anAttempt({ callId: `b${i}`, startedAtMs, organizationId: 'org-2', limits: [reading(990, null)] }),
      );
    }
    await bench.store.write(attempts, 'process');
    const told = await limitsAnswer(bench, LIMITS, NOON, signal);
    expect(told).toMatchObject({ attempts: 20, sampled: false });
    expect(told.limits.map(({ account, state, used, remaining }) => [account, state, used, remaining])).toEqual([
      ['org-1', 'nearly', 0.64, 360],
      ['org-2', 'ok', expect.closeTo(0.01), 990],
    ]);
    expect(told.limits[0]).toMatchObject({
      name: 'input_tokens',
      model: 'claude-sonnet-5',
      resetAt: NOON + 50 * MINUTE,
    });
    expect(told.limits[0]?.exhaustAt).toBeGreaterThan(NOON);
    expect(told.limits[0]?.exhaustAt).toBeLessThan(NOON + 10 * MINUTE);
    expect(told.limits[0]?.samples).toHaveLength(10);
    expect(told.limits[0]?.samples.at(-1)).toEqual({ at: NOON - MINUTE + 200, used: 0.64, remaining: 360 });
  });

  test('thins what it tells over time, the last reading kept', async () => {
    const attempts = Array.from({ length: 900 }, (_, i) =>
      anAttempt({ callId: `a${i}`, startedAtMs: NOON - HOUR + i * 1000, limits: [reading(900, null)] }),
    );
    await bench.store.write(attempts, 'process');
    for (const points of [200, 42, 2]) {
      const { limits } = await limitsAnswer(bench, { ...LIMITS, points }, NOON, signal);
      expect(limits[0]?.samples).toHaveLength(points);
      expect(limits[0]?.samples[0]?.at).toBe(NOON - HOUR + 200);
      expect(limits[0]?.samples.at(-1)?.at).toBe(NOON - HOUR + 899_200);
    }
  });

  test('tells the fullest of them, and how many there are', async () => {
    const attempts = [500, 100, 900].map((remaining, i) =>
      anAttempt({ callId: `a${i}`, model: `m${i}`, startedAtMs: NOON - HOUR, limits: [reading(remaining, null)] }),
    );
    await bench.store.write(attempts, 'process');
    const { limits, total } = await limitsAnswer(bench, { ...LIMITS, top: 2 }, NOON, signal);
    expect(limits.map(({ remaining }) => remaining)).toEqual([100, 500]);
    expect(total).toBe(3);
  });

  test('without any reading there are none', async () => {
    await bench.traffic(NOON - HOUR, NOON, { calls: 1 });
    expect(await limitsAnswer(bench, LIMITS, NOON, signal)).toMatchObject({ limits: [], attempts: 0 });
  });
});

describe('advice', () => {
  test('comes from the record: too many at once, and refused calls that a wait would cure', async () => {
    const attempts: Attempt[] = [];
    for (let i = 0; i < 400; i += 1) {
      const startedAtMs = NOON - 20 * HOUR + i * 2 * MINUTE;
      for (const k of [0, 1, 2])
        attempts.push(anAttempt({ callId: `calm-${i}-${k}`, startedAtMs: startedAtMs + k, inFlight: 2 }));
      const one = { callId: `busy-${i}`, startedAtMs: startedAtMs + 1000, inFlight: 40 };
      attempts.push(
        i % 4 === 0 ? anAttempt({ ...one, outcome: 'rate_limited', status: 429, retryAfterMs: 3000 }) : anAttempt(one),
      );
    }
    await bench.store.write(attempts, 'process');
    await bench.episodes.update();
    const told = await adviceAnswer(bench, RANGE, NOON, signal);
    expect(told).toMatchObject({ attempts: 1600, sampled: false });
    expect(told.advice.map(({ id }) => id).toSorted()).toEqual(['limit_concurrency', 'wait_for_limit']);
  });

  test('leaves outages aside: they fill the flight whatever the limit', async () => {
    await bench.traffic(NOON - 10 * HOUR, NOON - HOUR, { calls: 6, over: { inFlight: 2 } });
    const attempts: Attempt[] = [];
    for (let i = 0; i < 30 * 12; i += 1)
      attempts.push(anOverload({ callId: `o${i}`, startedAtMs: NOON - HOUR + i * 5000, inFlight: 50 }));
    await bench.store.write(attempts, 'process');
    await bench.episodes.update();
    expect(bench.episodes.episodesOf('anthropic')).toHaveLength(1);
    expect((await adviceAnswer(bench, RANGE, NOON, signal)).advice).toEqual([]);
  });

  test('tells bulk work from how applications spread their calls', async () => {
    await bench.traffic(NOON - DAY, NOON, { calls: 1, over: { app: 'chat', stream: true } });
    const limited = { app: 'nightly', stream: false, outcome: 'rate_limited' as const, status: 429 };
    await bench.traffic(NOON - 3 * HOUR, NOON - 2 * HOUR, { calls: 12, over: { app: 'nightly', stream: false } });
    await bench.traffic(NOON - 3 * HOUR, NOON - 2 * HOUR, { calls: 1, over: limited });
    const { advice } = await adviceAnswer(bench, RANGE, NOON, signal);
    expect(advice).toMatchObject([{ id: 'use_batches', evidence: { app: 'nightly', calls: 780, refused: 60 } }]);
  });
});
