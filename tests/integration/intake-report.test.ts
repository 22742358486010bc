import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { postMessage, type Received, send } from '../support/http-client.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';

const TOKEN = 'report-token-1';
const DAY_MS = 86_400_000;

const json = (received: Received) => JSON.parse(received.body.toString());

function report(url: string, attempts: unknown, headers: Record<string, string> = {}): Promise<Received> {
  return post(url, JSON.stringify({ attempts }), headers);
}

function post(url: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Received> {
  return send(url, {
    method: 'POST',
    path: '/report/v1/attempts',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...headers },
    body,
  });
}

const record = (over: Record<string, unknown> = {}) => ({
  id: 'one',
  startedAt: Date.now() - 60_000,
  durationMs: 1200,
  provider: 'anthropic',
  model: 'claude-sonnet-5',
  endpoint: '/v1/messages',
  status: 200,
  requestId: 'req_one',
  usage: { inputTokens: 10, outputTokens: 20 },
  app: 'shop',
  client: 'anthropic-typescript',
  ...over,
});

describe('POST /report/v1/attempts', () => {
  let provider: MockProvider;
  let gateway: RunningGateway;

  beforeEach(async () => {
    provider = await startMockProvider();
    gateway = await startGateway({
      env: { WEIR_UPSTREAMS: `anthropic=${provider.url}`, WEIR_REPORT_TOKEN: TOKEN, WEIR_RETENTION_DAYS: '30' },
    });
  });
  afterEach(async () => {
    await gateway.stop();
    await provider.close();
  });

  it('puts an attempt on record that is there after kill -9', async () => {
    const answer = await report(gateway.url, [record()]);
    expect([answer.status, json(answer)]).toEqual([200, { accepted: 1, duplicates: 0, rejected: [] }]);
    await gateway.kill();
    expect(await gateway.attempts()).toMatchObject([
      {
        source: 'report',
        n: 1,
        final: true,
        outcome: 'ok',
        status: 200,
        provider: 'anthropic',
        model: 'claude-sonnet-5',
        endpoint: '/v1/messages',
        requestId: 'req_one',
        app: 'shop',
        client: 'anthropic-typescript',
        usage: { inputTokens: 10, outputTokens: 20 },
        call: { durationMs: 1200, attempts: 1 },
      },
    ]);
  });

  it('counts an id once, in one batch and in two', async () => {
    expect(json(await report(gateway.url, [record(), record()]))).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(json(await report(gateway.url, [record()]))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await gateway.attempts()).toHaveLength(1);
  });

  it('takes the good of a batch and names what is wrong with the rest', async () => {
    const year1970 = 1_795_000_000;
    const answer = await report(gateway.url, [
      record({ id: 'good', requestId: null }),
      record({ id: 'x'.repeat(10_240) }),
      record({ id: 'future', startedAt: Date.now() + 10 * 60_000 }),
      record({ id: '1970', startedAt: year1970 }),
      record({ id: 'old', startedAt: Date.now() - 31 * DAY_MS }),
      record({ id: 'status', status: 2000 }),
      record({ id: 'iso', startedAt: new Date(Date.now() - 5000).toISOString(), requestId: null }),
      'nonsense',
    ]);
    const { accepted, rejected } = json(answer);
    expect([answer.status, accepted]).toEqual([200, 2]);
    expect(rejected.map(({ index }: { index: number }) => index)).toEqual([1, 2, 3, 4, 5, 7]);
    const errors = rejected.map(({ error }: { error: string }) => error);
    expect(errors[0]).toMatch(/^id is "x+… \(10240 characters\), but must be 1 to 200 characters$/);
    expect(errors[1]).toMatch(/^startedAt is .*Z, but must not be more than 5 minutes ahead/);
    expect(errors[2]).toMatch(/^startedAt is 1970-.*, older than the 30 days that WEIR_RETENTION_DAYS keeps$/);
    expect(errors[3]).toMatch(/older than the 30 days/);
    expect(errors[4]).toBe('status is 2000, but must be a whole number from 100 to 999, or null');
    expect(errors[5]).toBe('the attempt is "nonsense", but must be an object');
  });

  it('judges as the gateway does', async () => {
    const told = [
      { id: 'a', status: 529 },
      { id: 'b', status: 200, stream: true, errorType: 'overloaded_error', ttftMs: 80 },
      { id: 'c', status: 500, errorType: 'api_error', errorMessage: 'Overloaded' },
      { id: 'd', status: 429, errorType: 'rate_limit_error' },
      { id: 'e', status: 400, errorMessage: 'Your credit balance is too low to access the API' },
      { id: 'f', status: null, errorMessage: 'fetch failed' },
      { id: 'g', status: 200, stream: true, outcome: 'truncated', ttftMs: 80 },
      { id: 'h', status: null, outcome: 'cancelled' },
      { id: 'i', status: 529, outcome: 'timeout' },
      { id: 'j', status: 401, errorMessage: 'invalid x-api-key: sk-ant-api03-abcdefgh' },
    ];
    const answer = await report(
      gateway.url,
      told.map((over) => record({ requestId: null, ...over })),
    );
    expect(json(answer)).toMatchObject({ accepted: told.length, rejected: [] });
    const rows = (await gateway.attempts()).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(rows.map((row) => [row.outcome, row.phase])).toEqual([
      ['overloaded', null],
      ['overloaded', 'mid_stream'],
      ['overloaded', null],
      ['rate_limited', null],
      ['spend_limited', null],
      ['network_error', null],
      ['truncated', 'mid_stream'],
      ['cancelled', null],
      ['overloaded', null],
      ['client_error', null],
    ]);
    expect(rows.at(-1)?.errorMessage).toBe('invalid x-api-key: ***');
  });

  it('joins attempts with one callId to one call, in any order', async () => {
    const startedAt = Date.now() - 60_000;
    const third = record({ id: '3', callId: 'c', startedAt: startedAt + 4000, retryCount: 2, requestId: 'r3' });
    const first = record({
      id: '1',
      callId: 'c',
      startedAt,
      durationMs: 100,
      status: 529,
      requestId: 'r1',
      final: false,
    });
    const second = record({ ...first, id: '2', startedAt: startedAt + 1000, retryCount: 1, requestId: 'r2' });
    await report(gateway.url, [third]);
    await report(gateway.url, [second, first]);
    const rows = (await gateway.attempts()).sort((a, b) => a.n - b.n);
    expect(new Set(rows.map(({ callId }) => callId)).size).toBe(1);
    expect(rows.map(({ n, final, outcome }) => [n, final, outcome])).toEqual([
      [1, false, 'overloaded'],
      [2, false, 'overloaded'],
      [3, true, 'ok'],
    ]);
    expect(rows[2]?.call).toMatchObject({ startedAtMs: startedAt, durationMs: 5200, attempts: 3 });
  });

  it('keeps hostile names as they are, and never an id of the gateway’s own', async () => {
    await postMessage(gateway.url);
    const [own] = await gateway.untilAttempts(1);
    const names = ['<script>alert(1)</script>', '=cmd()', '__proto__'];
    const records = names.map((model, i) =>
      record({ id: own?.id, callId: own?.callId, model, app: model, requestId: null, startedAt: Date.now() - i }),
    );
    expect(json(await report(gateway.url, [...records, record({ id: '\u0000', model: 'a\u0000b' })]))).toMatchObject({
      accepted: 1,
      duplicates: 2,
      rejected: [{ index: 3, error: expect.stringContaining('model is "a\\u0000b"') }],
    });
    const rows = await gateway.attempts();
    expect(rows.filter(({ callId }) => callId === own?.callId)).toHaveLength(1);
    expect(rows.map(({ model }) => model)).toContain('<script>alert(1)</script>');
  });

  it.each([
    ['no JSON', '{"attempts": [', 400, 'bad_report'],
    ['no batch', '[]', 400, 'bad_report'],
    ['an empty batch', '{"attempts": []}', 400, 'bad_report'],
    ['deep nesting', `{"attempts": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400, 'bad_report'],
    ['1,001 records', JSON.stringify({ attempts: new Array(1001).fill(0) }), 400, 'bad_report'],
    ['bytes that are no UTF-8', Buffer.from('{"attempts": "\xff"}', 'latin1'), 400, 'bad_report'],
    ['17 MB', ' '.repeat(17 * 1024 ** 2), 413, 'report_too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await post(gateway.url, body);
    expect([answer.status, answer.headers['x-weir-error']]).toEqual([status, code]);
    expect(json(answer)).toMatchObject({ type: 'error', error: { message: expect.stringMatching(/^Weir: /) } });
    expect((await postMessage(gateway.url)).status).toBe(200);
  });

  it('refuses a bomb on the way', async () => {
    const bomb = gzipSync(Buffer.alloc(1024 ** 3), { level: 9 });
    const answer = await post(gateway.url, bomb, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(json(answer).error.message).toMatch(/larger than 16 MB after decompression/);
    expect(json(await report(gateway.url, [record()]))).toMatchObject({ accepted: 1 });
  });

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a wrong token', { authorization: 'Bearer report-token-2' }, 401],
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['brotli', { 'content-encoding': 'br' }, 415],
  ])('refuses %s', async (_, headers, status) => {
    const answer = await report(gateway.url, [record()], headers);
    expect(answer.status).toBe(status);
    expect(await gateway.attempts()).toEqual([]);
  });

  it('is for POST, and lets pages of any origin ask whether they may', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await send(gateway.url, { path: '/report/v1/attempts', headers })).status).toBe(405);
    const asked = await send(gateway.url, { method: 'OPTIONS', path: '/report/v1/attempts' });
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect((await send(gateway.url, { method: 'POST', path: '/report/v2/attempts', headers })).status).toBe(404);
  });

  it('of a call that passed the gateway tells what the gateway does not know, and counts no more', async () => {
    const answer = await postMessage(gateway.url);
    const requestId = String(answer.headers['request-id']);
    const told = record({ requestId, app: 'shop', sessionId: 's-1', ttftMs: 70, startedAt: Date.now() - 900 });
    expect(json(await report(gateway.url, [told]))).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    expect(json(await report(gateway.url, [told]))).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    expect(await gateway.attempts()).toMatchObject([
      { source: 'proxy', callId: answer.headers['x-weir-call'], requestId, app: 'shop', sessionId: 's-1' },
    ]);
  });

  it('tells 2,000 names apart; a flood of more ends in one', async () => {
    for (let batch = 0; batch < 5; batch++) {
      const records = Array.from({ length: 500 }, (_, i) =>
        record({ id: `${batch}-${i}`, model: `model-${batch}-${i}`, requestId: null }),
      );
      expect(json(await report(gateway.url, records))).toMatchObject({ accepted: 500 });
    }
    const store = openSqliteStore(gateway.databasePath);
    try {
      expect((await store.labels('model')).length).toBe(2_001);
      expect((await store.cardinality()).collapsed).toEqual([{ dimension: 'model', attempts: 500 }]);
    } finally {
      await store.close();
    }
  });

  it('shows on /metrics and /healthz', async () => {
    await report(gateway.url, [record(), record(), record({ id: '' })]);
    const metrics = (await send(gateway.url, { path: '/metrics' })).body.toString();
    expect(metrics).toContain('weir_reports_total{source="report",result="accepted"} 1\n');
    expect(metrics).toContain('weir_reports_total{source="report",result="duplicates"} 1\n');
    expect(metrics).toContain('weir_reports_total{source="report",result="rejected"} 1\n');
    expect(json(await send(gateway.url, { path: '/healthz' })).reports.report).toMatchObject({ accepted: 1 });
  });
});
