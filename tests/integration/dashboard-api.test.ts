import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { PolicyAnswer } from '../../lib/api/policy-shapes.ts';
import type {
  BreakdownAnswer,
  CallAnswer,
  CallsAnswer,
  ErrorAnswer,
  SeriesAnswer,
  StorageAnswer,
  SummaryAnswer,
} from '../../lib/api/shapes.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { ask } from '../support/ask.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Three days ago, on the hour. */
const T = Math.floor(Date.now() / HOUR) * HOUR - 72 * HOUR;
const WINDOW = `from=${T}&to=${T + HOUR}`;

let dashboard: RunningDashboard;

/**
 * In the hour from T: 30 calls that went well at once; 5 that met a 529, then went well; 3 that met nothing but 529s;
 * one limited, without a label. In the hour before: 10 calls that went well.
 */
function traffic(): Attempt[] {
  const attempts: Attempt[] = [];
  for (let i = 0; i < 10; i++)
    attempts.push(anAttempt({ callId: `before-${i}`, startedAtMs: T - HOUR + i * MINUTE, durationMs: 500 }));
  for (let i = 0; i < 30; i++)
    attempts.push(anAttempt({ callId: `fine-${i}`, startedAtMs: T + i * MINUTE, durationMs: 1000, ttftMs: 300 }));
  for (let i = 0; i < 5; i++) attempts.push(...retried(`saved-${i}`, T + i * MINUTE + 1000, 'ok'));
  for (let i = 0; i < 3; i++) attempts.push(...retried(`lost-${i}`, T + i * MINUTE + 2000, 'overloaded'));
  attempts.push(
    anAttempt({
      callId: 'limited',
      startedAtMs: T + 59 * MINUTE,
      outcome: 'rate_limited',
      status: 429,
      model: null,
      app: null,
      client: null,
      requestId: 'req_limited',
      errorMessage: 'slow down',
      limits: [{ name: 'tokens', limit: 10, remaining: 0, utilization: 1, resetAtMs: T + HOUR, status: null }],
    }),
  );
  return attempts;
}

function retried(callId: string, startedAtMs: number, outcome: 'ok' | 'overloaded'): Attempt[] {
  const call = { startedAtMs, durationMs: 4000, queuedMs: 100, backoffMs: 1500, attempts: 2 };
  const last = { callId, n: 2, startedAtMs: startedAtMs + 2000, durationMs: 2000, waitedMs: 1500, call, stream: false };
  return [
    anOverload({ callId, n: 1, startedAtMs, durationMs: 100, final: false, call: null, stream: false }),
    outcome === 'ok'
      ? anAttempt({ ...last, cause: 'retry_overloaded' })
      : anOverload({ ...last, cause: 'retry_overloaded', requestId: null }),
  ];
}

beforeAll(async () => {
  dashboard = await startDashboard();
  const store = openSqliteStore(dashboard.databasePath);
  await store.write(traffic(), 'process');
  await store.close();
}, 240_000);
afterAll(async () => {
  await dashboard?.stop();
});

async function get<T>(path: string): Promise<T> {
  const answer = await ask(dashboard.url + path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json() as T;
}

const sum = (counts: readonly number[] | undefined) => (counts ?? []).reduce((total, count) => total + count, 0);

describe('/api/series', () => {
  test('counts attempts by outcome, with empty buckets, percentiles and totals', async () => {
    const series = await get<SeriesAnswer>(`/api/series?${WINDOW}&unit=attempts&by=outcome`);
    expect(series).toMatchObject({ from: T, to: T + HOUR, stepMs: MINUTE, unit: 'attempts', by: 'outcome' });
    expect(series.totals).toHaveLength(60);
    const byKey = Object.fromEntries(series.groups.map(({ key, counts }) => [key, counts]));
    expect(Object.keys(byKey)).toEqual(['ok', 'overloaded', 'rate_limited']);
    expect(sum(byKey.ok)).toBe(35);
    expect(sum(byKey.overloaded)).toBe(11);
    expect(byKey.rate_limited?.[59]).toBe(1);
    expect(series.totals[0]).toBe(1 + 2 + 2);
    expect(series.totals[45]).toBe(0);
    expect(sum(series.totals)).toBe(47);
    expect(series.base).toEqual(series.totals);
    expect(series.latency?.p50).toHaveLength(60);
    expect(series.latency?.p50[45]).toBeNull();
    expect(series.latency?.p50[20]).toBeGreaterThan(980);
    expect(series.latency?.p50[20]).toBeLessThan(1020);
    expect(series.ttft?.p50[20]).toBeGreaterThan(290);
    expect(series.ttft?.p50[20]).toBeLessThan(310);
    expect(series.truncated).toBeUndefined();
  });

  test('counts calls by what the application felt', async () => {
    const series = await get<SeriesAnswer>(`/api/series?${WINDOW}&unit=calls&by=outcome&percentiles=false`);
    const totals = Object.fromEntries(series.groups.map(({ key, counts }) => [key, sum(counts)]));
    expect(totals).toEqual({ ok: 35, overloaded: 3, rate_limited: 1 });
    expect(series.latency).toBeUndefined();
  });

  test('has the number of buckets asked for, and the base of shares under a filter', async () => {
    const series = await get<SeriesAnswer>(`/api/series?${WINDOW}&by=stream&points=12&outcome=overloaded`);
    expect(series.stepMs).toBe(5 * MINUTE);
    expect(series.totals).toHaveLength(12);
    expect(sum(series.totals)).toBe(11);
    expect(sum(series.base)).toBe(47);
    expect(series.groups.map(({ key }) => key)).toEqual(['false']);
  });

  test('groups by every dimension, a missing label being empty', async () => {
    for (const by of ['status', 'model', 'provider', 'endpoint', 'app', 'client', 'source', 'stream']) {
      const series = await get<SeriesAnswer>(`/api/series?${WINDOW}&by=${by}`);
      expect(
        series.groups.reduce((total, { counts }) => total + sum(counts), 0),
        by,
      ).toBe(47);
    }
    const series = await get<SeriesAnswer>(`/api/series?${WINDOW}&by=model`);
    expect(series.groups.map(({ key }) => key)).toEqual(['claude-sonnet-5', '']);
  });

  test('covers years in at most 300 buckets', async () => {
    const series = await get<SeriesAnswer>('/api/series?from=now-1800d');
    expect(series.totals.length).toBeLessThanOrEqual(300);
    expect(sum(series.totals)).toBe(57);
  });
});

describe('/api/summary', () => {
  test('has totals, shares, percentiles, retries absorbed and time spent backing off', async () => {
    const { attempts, calls, previous } = await get<SummaryAnswer>(`/api/summary?${WINDOW}`);
    expect(attempts).toMatchObject({ total: 47, outcomes: { ok: 35, overloaded: 11, rate_limited: 1, timeout: 0 } });
    expect(attempts.shares.overloaded).toBeCloseTo(11 / 47);
    expect(attempts.inputTokens).toBe(36 * 100);
    expect(calls).toMatchObject({ total: 39, retries: 8, retriesAbsorbed: 5, queuedMs: 800, backoffMs: 12_000 });
    expect(calls.successShare).toBeCloseTo(35 / 39);
    expect(calls.latency.p50).toBeGreaterThan(980);
    expect(calls.latency.p95).toBeGreaterThan(3900);
    expect(calls.ttft.p50).toBeGreaterThan(290);
    expect(previous).toBeUndefined();
  });

  test('compares with the stretch before', async () => {
    const { previous } = await get<SummaryAnswer>(`/api/summary?${WINDOW}&compare=previous`);
    expect(previous).toMatchObject({ from: T - HOUR, to: T, calls: { total: 10, successShare: 1 } });
  });

  test('of nothing has no shares, rather than wrong ones', async () => {
    const { calls } = await get<SummaryAnswer>(`/api/summary?${WINDOW}&app=nobody`);
    expect(calls).toMatchObject({ total: 0, successShare: null, shares: { ok: null }, latency: { p50: null } });
  });
});

describe('/api/breakdown', () => {
  test('has the figures of each group, the largest first', async () => {
    const { rows } = await get<BreakdownAnswer>(`/api/breakdown?${WINDOW}&by=stream&unit=attempts`);
    expect(rows.map(({ key, total }) => [key, total])).toEqual([
      ['true', 31],
      ['false', 16],
    ]);
    expect(rows[1]?.shares.overloaded).toBeCloseTo(11 / 16);
    expect(rows[0]?.share).toBeCloseTo(31 / 47);
  });
});

describe('/api/calls', () => {
  test('lists calls newest first, a page at a time, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get<CallsAnswer>(
        `/api/calls?${WINDOW}&limit=10${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(page.calls.length).toBeLessThanOrEqual(10);
      seen.push(...page.calls.map(({ id }) => id));
      cursor = page.nextCursor ?? '';
    } while (cursor);
    expect(seen).toHaveLength(39);
    expect(new Set(seen).size).toBe(39);
    expect(seen[0]).toBe('limited');
  });

  test('have the shape of the contract', async () => {
    const { calls } = await get<CallsAnswer>(`/api/calls?${WINDOW}&search=saved-0`);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      id: 'saved-0',
      startedAt: T + 1000,
      durationMs: 4000,
      source: 'proxy',
      provider: 'anthropic',
      endpoint: '/v1/messages',
      model: 'claude-sonnet-5',
      stream: false,
      app: 'shop',
      client: 'anthropic-typescript',
      outcome: 'ok',
      phase: null,
      status: 200,
      errorType: null,
      errorMessage: null,
      requestId: 'req_saved-0_2',
      attempts: 2,
      queuedMs: 100,
      backoffMs: 1500,
      ttftMs: 250,
      usage: { inputTokens: 100, outputTokens: 50 },
    });
  });

  test.each([
    ['outcome=overloaded', 3],
    ['outcome=overloaded&outcome=rate_limited', 4],
    ['status=429', 1],
    ['model=', 1],
    ['stream=false', 8],
    ['source=report', 0],
    ['client=anthropic-typescript&status=529', 3],
    ['search=req_limited', 1],
    ['search=slow', 1],
    ['search=%25', 0],
  ])('filters by %s', async (query, count) => {
    expect((await get<CallsAnswer>(`/api/calls?${WINDOW}&${query}`)).calls).toHaveLength(count);
  });

  test('has each call with its attempts in order', async () => {
    const call = await get<CallAnswer>('/api/calls/saved-1');
    expect(call).toMatchObject({ id: 'saved-1', outcome: 'ok', attemptCount: 2, backoffMs: 1500 });
    expect(
      call.attempts.map(({ n, status, outcome, waitedMs, requestId }) => [n, status, outcome, waitedMs, requestId]),
    ).toEqual([
      [1, 529, 'overloaded', 0, 'req_saved-1_1'],
      [2, 200, 'ok', 1500, 'req_saved-1_2'],
    ]);
    const limited = await get<CallAnswer>('/api/calls/limited');
    expect(limited.attempts[0]?.limits).toEqual([
      { name: 'tokens', limit: 10, remaining: 0, utilization: 1, resetAt: T + HOUR, status: null },
    ]);
  });

  test.each(['no-such-call', '%00', "';DROP TABLE attempts;--", 'x'.repeat(2000), '%F0%9F%92%A9'])(
    'answers 404 for the id %s',
    async (id) => {
      const answer = await ask(`${dashboard.url}/api/calls/${id}`);
      expect(answer.status).toBe(404);
      expect((answer.json() as ErrorAnswer).error.code).toBe('not_found');
    },
  );
});

describe('what pages need beside', () => {
  test('labels, storage and settings', async () => {
    const { labels } = await get<{ labels: Record<string, string[]> }>('/api/labels');
    expect(labels).toMatchObject({ model: ['claude-sonnet-5', ''], stream: ['true', 'false'], source: ['proxy'] });
    expect(labels.outcome?.[0]).toBe('ok');
    const storage = await get<StorageAnswer>('/api/storage');
    expect(storage).toMatchObject({ attempts: 57, oldestAt: T - HOUR, retentionDays: 90, collapsed: [] });
    expect(storage.bytes).toBeGreaterThan(10_000);
    expect(await get('/api/config')).toMatchObject({
      gateway: { url: 'http://127.0.0.1:1' },
      upstreams: [{ name: 'anthropic', url: 'https://api.anthropic.com' }],
      statusPages: [],
      login: false,
      observeOnly: false,
    });
  });

  test('metrics in the text format', async () => {
    const { text, headers } = await ask(`${dashboard.url}/metrics`);
    expect(headers['content-type']).toContain('version=0.0.4');
    expect(text).toContain('weir_database_attempts 57\n');
    expect(text).toMatch(/weir_dashboard_requests_total\{route="\/api\/calls\/\[id\]",status="404"\} \d/);
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/);
  });
});

describe('policies', () => {
  const put = (body: unknown) => ask(`${dashboard.url}/api/policy`, { method: 'PUT', body: JSON.stringify(body) });

  test('can be read, put, and read again with their history', async () => {
    const before = await get<PolicyAnswer>('/api/policy');
    expect(before.isDefault).toBe(true);
    const retry = { ...before.policies.default.retry };
    retry.overloaded = { ...retry.overloaded, maxRetries: 7 };
    const policies = { ...before.policies, default: { ...before.policies.default, retry } };
    const answer = await put({ ...before, policies, note: 'more patience' });
    expect(answer.status, answer.text).toBe(200);
    const after = await get<PolicyAnswer>('/api/policy');
    expect(after).toMatchObject({ isDefault: false, note: 'more patience', policies });
    expect(after).toEqual(answer.json());
    const { changes } = await get<{ changes: unknown[] }>('/api/policy/history?from=now-1h');
    expect(changes).toMatchObject([{ id: after.id, note: 'more patience', policies }]);
  });

  test('are refused whole when any part does not validate, naming each field', async () => {
    const before = await get<PolicyAnswer>('/api/policy');
    const retry = { overloaded: { maxRetries: -1 }, timeout: { multiplier: 1000 } };
    const answer = await put({ policies: { default: { retry } } });
    expect(answer.status).toBe(400);
    const { error } = answer.json() as ErrorAnswer;
    expect(error.field).toBe('policies.default.retry.overloaded.maxRetries');
    expect(error.message).toContain('-1');
    expect(error.fields?.map(({ field }) => field)).toContain('policies.default.retry.timeout.multiplier');
    expect(await get('/api/policy')).toEqual(before);
  });

  test.each([
    [{ policies: { upstreams: { nowhere: {} } } }, 'policies.upstreams'],
    [{ policies: {}, note: 'x'.repeat(201) }, 'note'],
    [{ policies: 7 }, 'policies'],
    [[], ''],
  ])('refuse %j', async (body, field) => {
    const answer = await put(body);
    expect(answer.status).toBe(400);
    expect((answer.json() as ErrorAnswer).error.field).toBe(field);
  });
});

describe('the schedule', () => {
  const post = (body: unknown) => ask(`${dashboard.url}/api/schedule`, { method: 'POST', body: JSON.stringify(body) });

  test('is answered to GET and POST alike', async () => {
    const posted = await post({ preset: 'anthropic-sdk', u: 0 });
    expect(posted.json()).toMatchObject({
      preset: 'anthropic-sdk',
      retries: [
        { n: 0, delayMs: 500, minMs: 375, maxMs: 500, cumulativeMs: 500 },
        { n: 1, delayMs: 1000 },
      ],
      reason: 'retries_used_up',
    });
    expect(await get('/api/schedule?preset=anthropic-sdk&u=0')).toEqual(posted.json());
  });

  test('refuses what makes no sense, naming it', async () => {
    const answer = await post({ policy: { maxRetries: 1e9 } });
    expect(answer.status).toBe(400);
    expect((answer.json() as ErrorAnswer).error).toMatchObject({ code: 'invalid_body', field: 'policy.maxRetries' });
    expect((await ask(`${dashboard.url}/api/schedule?preset=nope`)).status).toBe(400);
  });

  test('has its presets, with their sources', async () => {
    const { presets } = await get<{ presets: { id: string; source: string }[] }>('/api/presets');
    expect(presets.map(({ id }) => id)).toContain('claude-code');
    for (const { source } of presets) expect(source).not.toBe('');
  });
});

describe('bad input', () => {
  test.each([
    ['/api/series?by=colour', 'by', 'outcome, status, model'],
    ['/api/series?unit=tokens', 'unit', 'attempts, calls'],
    ['/api/series?points=301', 'points', 'from 2 to 300'],
    ['/api/series?points=1e2', 'points', 'from 2 to 300'],
    ['/api/series?percentiles=yes', 'percentiles', 'true, false'],
    ['/api/series?from=tomorrow', 'from', 'epoch milliseconds'],
    ['/api/series?from=now&to=now-1h', 'from', 'a time before to'],
    ['/api/series?outcome=nope', 'outcome', 'overloaded'],
    ['/api/series?modle=x', 'modle', 'the parameters here are from, to'],
    ['/api/summary?compare=last-year', 'compare', 'previous, none'],
    ['/api/summary?limit=1', 'limit', 'left out'],
    ['/api/breakdown?by=', 'by', 'outcome'],
    ['/api/calls?limit=0', 'limit', 'from 1 to 1000'],
    ['/api/calls?limit=1001', 'limit', 'from 1 to 1000'],
    ['/api/calls?limit=5&limit=6', 'limit', 'given once'],
    ['/api/calls?cursor=garbage', 'cursor', 'cursor is not one'],
    [`/api/calls?cursor=${'x'.repeat(501)}`, 'cursor', 'at most 500'],
    [`/api/calls?search=${'x'.repeat(201)}`, 'search', 'at most 200'],
    ['/api/export?format=xlsx', 'format', 'csv, jsonl, ids, report'],
    ['/api/labels?x=1', 'x', 'left out'],
    ['/api/policy/history?from=x', 'from', 'epoch'],
    [`/api/series?model=${'m'.repeat(201)}`, 'model', 'at most 200'],
    ['/api/series?status=9000', 'status', '100 to 599'],
  ])('%s is a 400 that names %s', async (path, field, message) => {
    const answer = await ask(dashboard.url + path);
    expect(answer.status).toBe(400);
    const { error } = answer.json() as ErrorAnswer;
    expect(error).toMatchObject({ code: 'invalid_parameter', field });
    expect(error.message).toContain(message);
  });

  test.each([
    ['PUT', '/api/policy'],
    ['POST', '/api/schedule'],
  ])('%s %s refuses a broken and an endless body', async (method, path) => {
    const url = dashboard.url + path;
    const broken = await ask(url, { method, body: '{"policies":' });
    expect(broken.status).toBe(400);
    expect((broken.json() as ErrorAnswer).error.code).toBe('invalid_json');
    const large = await ask(url, { method, body: `"${'x'.repeat(300_000)}"` });
    expect(large.status).toBe(413);
    expect((large.json() as ErrorAnswer).error.code).toBe('too_large');
  });

  test('hostile labels come back as plain JSON', async () => {
    const answer = await ask(
      `${dashboard.url}/api/calls?${WINDOW}&app=${encodeURIComponent('<script>alert(1)</script>')}`,
    );
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json()).toEqual({ calls: [], nextCursor: null });
  });
});
