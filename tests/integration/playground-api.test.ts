import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { ErrorAnswer, ReplayAnswer } from '../../lib/api/shapes.ts';
import type { ScheduleAnswer } from '../../lib/scheduler/schedule.ts';
import { simulateFleet } from '../../lib/scheduler/simulate/fleet.ts';
import type { FleetAnswer, FleetRequest } from '../../lib/scheduler/simulate/fleet-types.ts';
import { validateFleet } from '../../lib/scheduler/simulate/validate-fleet.ts';
import { type Answer, ask } from '../support/ask.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../support/sqlite-store.ts';

const MINUTE_MS = 60_000;
const NOW_MS = Date.now();
const FROM_MS = NOW_MS - 60 * MINUTE_MS;
const RANGE = `from=${FROM_MS}&to=${NOW_MS}`;
/** From the 20th to the 30th minute the provider has no capacity. */
const isOut = (atMs: number) => atMs >= FROM_MS + 20 * MINUTE_MS && atMs < FROM_MS + 30 * MINUTE_MS;

let dashboard: RunningDashboard;
let database: TemporaryDatabase;
let failed = 0;

beforeAll(async () => {
  database = temporaryDatabase();
  const store = openSqliteStore(database.path);
  const attempts = Array.from({ length: 3600 }, (_, second) => {
    const startedAtMs = FROM_MS + second * 1000;
    if (!isOut(startedAtMs)) return anAttempt({ callId: `c${second}`, startedAtMs });
    failed++;
    return anOverload({ callId: `c${second}`, startedAtMs });
  });
  await store.write(attempts, 'process');
  await store.close();
  dashboard = await startDashboard({ databasePath: database.path });
}, 600_000);
afterAll(async () => {
  await dashboard?.stop();
  database?.remove();
});

const post = (path: string, body: unknown): Promise<Answer> =>
  ask(dashboard.url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const errorOf = (answer: Answer) => (answer.json() as ErrorAnswer).error;

describe('POST /api/simulate', () => {
  const small = { clients: 200, durationMs: 60_000, outageStartMs: 10_000, outageMs: 10_000, seed: 7 };

  it('answers with the load over time and what became of each strategy', async () => {
    const answer = await post('/api/simulate', small);
    expect(answer.status).toBe(200);
    const fleet = answer.json() as FleetAnswer;
    expect(fleet).toMatchObject({ seed: 7, clients: 200, outageStartMs: 10_000, outageEndMs: 20_000 });
    expect(fleet.strategies.map(({ preset }) => preset)).toContain('immediate');
    for (const strategy of fleet.strategies) {
      expect(strategy.loadPerSecond).toHaveLength(fleet.startsMs.length);
      expect(strategy.successes + strategy.failures + strategy.unfinished).toBe(strategy.calls);
    }
  });

  it('gives the same answer for the same seed, and another for another', async () => {
    const [one, same, other] = await Promise.all([
      post('/api/simulate', small),
      post('/api/simulate', small),
      post('/api/simulate', { ...small, seed: 8 }),
    ]);
    expect(same.text).toBe(one.text);
    expect((other.json() as FleetAnswer).strategies).not.toEqual((one.json() as FleetAnswer).strategies);
  });

  it("answers as the page's worker does", async () => {
    const request = validateFleet(small);
    // The worker is handed this very object, and runs this very function.
    const inPage = simulateFleet((request as { value: FleetRequest }).value);
    expect((await post('/api/simulate', small)).json()).toEqual(JSON.parse(JSON.stringify(inPage)));
  });

  it.each([
    [{ clients: 10_000_000 }, 'clients', '10000000', '10000'],
    [{ clients: 0 }, 'clients', '0', '1'],
    [{ clients: 1.5 }, 'clients', '1.5', 'whole'],
    [{ clients: '100' }, 'clients', '"100"', '10000'],
    [{ outageMs: -1 }, 'outageMs', '-1', '0'],
    [{ seed: 2 ** 40 }, 'seed', '1099511627776', '4294967295'],
    [{ durationMs: 1e12 }, 'durationMs', '1000000000000', '7200000'],
    [{ outageStartMs: 50_000, outageMs: 60_000, durationMs: 60_000 }, 'durationMs', '60000', '110001'],
    [{ strategies: [] }, 'strategies', '', '1 to 12'],
    [{ strategies: ['nope'] }, 'strategies[0]', '"nope"', 'article'],
    [{ strategies: [{ name: 'mine', policy: { maxRetries: -1 } }] }, 'strategies[0].policy.maxRetries', '-1', '0'],
    [{ nonsense: 1 }, 'nonsense', '', ''],
  ])('refuses %j and names the field, the value and what is allowed', async (body, field, value, allowed) => {
    const answer = await post('/api/simulate', body);
    expect(answer.status).toBe(400);
    const error = errorOf(answer);
    expect(error).toMatchObject({ code: 'invalid_body', field });
    for (const word of [field, value, allowed]) expect(error.message).toContain(word);
  });

  it('names all that is wrong at once', async () => {
    const error = errorOf(await post('/api/simulate', { clients: 10_000_000, pauseMs: 0, serviceMs: 'x' }));
    expect(error.fields?.map(({ field }) => field)).toEqual(['clients', 'pauseMs', 'serviceMs']);
  });

  it.each([
    ['nothing', '', 400],
    ['no JSON', '[', 400],
    ['a number', '7', 400],
    ['null', 'null', 400],
    ['an empty object', '{}', 200],
    ['300 kB', ' '.repeat(300_000), 413],
  ])('answers a body of %s', async (_what, body, status) => {
    expect((await post('/api/simulate', body)).status).toBe(status);
  });

  it('lets other requests be answered in between', async () => {
    const states: string[] = [];
    const long = post('/api/simulate', { clients: 10_000 }).then(() => states.push('fleet'));
    for (let i = 0; i < 3; i++) {
      await ask(`${dashboard.url}/api/health`);
      states.push('health');
    }
    await long;
    expect(states).toEqual(['health', 'health', 'health', 'fleet']);
  });
});

describe('POST /api/replay', () => {
  it('says how many of the failed calls a policy would have saved, how much later, at how many more attempts', async () => {
    const answer = await post(`/api/replay?${RANGE}`, { preset: 'claude-code' });
    expect(answer.status).toBe(200);
    const replay = answer.json() as ReplayAnswer;
    expect(replay).toMatchObject({ verdict: 'estimate', failed, curable: failed, from: FROM_MS, to: NOW_MS });
    expect(replay.recovered).toBeGreaterThan(0);
    expect(replay.recoveredShare).toBeCloseTo((replay.recovered ?? 0) / failed, 9);
    expect(replay.recoveredLow).toBeLessThanOrEqual(replay.recovered ?? 0);
    expect(replay.recoveredHigh).toBeGreaterThanOrEqual(replay.recovered ?? 0);
    expect(replay.addedMs.p95).toBeGreaterThanOrEqual(replay.addedMs.p50 ?? Number.POSITIVE_INFINITY);
    expect(replay.extraAttempts).toBeGreaterThan(0);
    expect(replay.method).toContain('95%');
  });

  it('lays policies side by side: what waits for longer saves more', async () => {
    const answer = await post(`/api/replay?${RANGE}`, { policies: ['immediate', 'anthropic-sdk', 'claude-code'] });
    const { policies } = answer.json() as ReplayAnswer;
    expect(policies.map(({ name }) => name)).toEqual(['immediate', 'anthropic-sdk', 'claude-code']);
    const [, sdk, code] = policies;
    expect(code?.recovered).toBeGreaterThan(sdk?.recovered ?? Number.POSITIVE_INFINITY);
  });

  it('gives the same answer for the same seed', async () => {
    const body = { preset: 'full-jitter', seed: 5 };
    const [one, same] = await Promise.all([post(`/api/replay?${RANGE}`, body), post(`/api/replay?${RANGE}`, body)]);
    expect(same.text).toBe(one.text);
  });

  it('invents no number where nothing failed, or nothing was called', async () => {
    const quiet = `from=${FROM_MS}&to=${FROM_MS + 5 * MINUTE_MS}`;
    expect((await post(`/api/replay?${quiet}`, { preset: 'article' })).json()).toMatchObject({
      verdict: 'nothing_failed',
      recovered: null,
    });
    const before = `from=${FROM_MS - 60 * MINUTE_MS}&to=${FROM_MS}`;
    expect((await post(`/api/replay?${before}`, { preset: 'article' })).json()).toMatchObject({
      verdict: 'nothing_failed',
      failed: 0,
    });
  });

  it('keeps to the filters', async () => {
    const other = await post(`/api/replay?${RANGE}&model=claude-opus-5`, { preset: 'article' });
    expect(other.json()).toMatchObject({ failed: 0 });
  });

  it.each([
    [{}, 'policy', 'given once'],
    [{ preset: 'article', policies: ['article'] }, 'policy', 'given once'],
    [{ preset: 'nope' }, 'preset', 'article'],
    [{ policies: [] }, 'policies', '1 to 8'],
    [{ policies: Array.from({ length: 9 }, () => 'article') }, 'policies', '1 to 8'],
    [{ policy: { maxDelayMs: -5 } }, 'policy.maxDelayMs', '-5'],
    [{ policy: { multiplier: 1e9 } }, 'policy.multiplier', '100'],
    [{ preset: 'article', seed: -1 }, 'seed', '-1'],
    [{ preset: 'article', extra: 1 }, 'extra', ''],
  ])('refuses %j and names the field', async (body, field, text) => {
    const answer = await post(`/api/replay?${RANGE}`, body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ field });
    expect(errorOf(answer).message).toContain(text);
  });

  it('refuses a range of more than 31 days, and one that is none', async () => {
    const long = `from=${NOW_MS - 32 * 86_400_000}&to=${NOW_MS}`;
    expect(errorOf(await post(`/api/replay?${long}`, { preset: 'article' }))).toMatchObject({ field: 'from' });
    expect((await post('/api/replay?from=soon', { preset: 'article' })).status).toBe(400);
  });

  it('lets other requests be answered in between', async () => {
    const states: string[] = [];
    const policies = Array.from({ length: 8 }, () => 'claude-code');
    const long = post(`/api/replay?${RANGE}`, { policies }).then(() => states.push('replay'));
    for (let i = 0; i < 3; i++) {
      await ask(`${dashboard.url}/api/health`);
      states.push('health');
    }
    await long;
    expect(states).toEqual(['health', 'health', 'health', 'replay']);
  });
});

describe('/api/schedule', () => {
  it.each([
    ['31536000', 'beyond_timer', 'Longer than any timer'],
    ['-5', 'not_positive', 'negative'],
    ['garbage', 'not_a_time', 'Neither a number'],
  ])('shows that a retry-after of %s is ignored, and why', async (retryAfter, because, words) => {
    const answer = (await post('/api/schedule', { preset: 'claude-code', retryAfter })).json() as ScheduleAnswer;
    expect(answer.hint).toMatchObject({ kind: 'ignored', value: retryAfter, because });
    expect(answer.hintUse).toMatchObject({ use: 'ignored', because: expect.stringContaining(words) });
    const without = (await post('/api/schedule', { preset: 'claude-code', u: 0.5 })).json() as ScheduleAnswer;
    const ignored = (
      await post('/api/schedule', { preset: 'claude-code', u: 0.5, retryAfter })
    ).json() as ScheduleAnswer;
    expect(ignored.retries).toEqual(without.retries);
  });

  it('shows that a policy does not read a retry-after', async () => {
    const answer = await post('/api/schedule', { preset: 'article', retryAfter: '30' });
    expect((answer.json() as ScheduleAnswer).hintUse).toMatchObject({ use: 'ignored' });
  });
});
