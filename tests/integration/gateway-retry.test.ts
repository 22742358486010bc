import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import { DEFAULT_POLICY_SET } from '../../lib/scheduler/default-policies.ts';
import type { Policy } from '../../lib/scheduler/policy.ts';
import type { PolicySet, UpstreamPolicy } from '../../lib/scheduler/policy-set.ts';
import { type RunningGateway, startGateway, until } from '../support/gateway.ts';
import { messageRequest, open, postMessage, RawConnection, readAll, send } from '../support/http-client.ts';
import {
  encodeEvents,
  error,
  errorEvent,
  type MockProvider,
  overloaded,
  overloadedAs500,
  rateLimited,
  spendLimited,
  startMockProvider,
  streamMessage,
  times,
} from '../support/mock-provider/index.ts';

const MB = 1024 ** 2;
const SSE = { 'content-type': 'text/event-stream' };
const base = DEFAULT_POLICY_SET.default;

/** The default policies in a hurry: the same shape, delays of a few milliseconds. */
const quick = (policy: Policy): Policy => ({
  ...policy,
  initialDelayMs: 20,
  maxDelayMs: 200,
  jitter: { kind: 'none' },
});
const QUICK: UpstreamPolicy = {
  ...base,
  retry: {
    overloaded: quick(base.retry.overloaded),
    rate_limited: quick(base.retry.rate_limited),
    server_error: quick(base.retry.server_error),
    timeout: quick(base.retry.timeout),
    network_error: quick(base.retry.network_error),
    truncated: quick(base.retry.truncated),
  },
};

let provider: MockProvider;
let folder: string;
let gateway: RunningGateway;
let before: number;
const others: RunningGateway[] = [];

const policySet = (policy: UpstreamPolicy, more: Partial<PolicySet> = {}): PolicySet => ({
  observeOnly: false,
  default: policy,
  upstreams: {},
  ...more,
});

async function putPolicies(databasePath: string, policies: PolicySet): Promise<void> {
  migrateDatabase(databasePath);
  const store = openSqliteStore(databasePath);
  await store.putPolicies(policies, Date.now(), 'a test');
  await store.close();
}

/** A gateway with policies of its own, and settings if need be. */
async function startWith(policies: PolicySet, env: Record<string, string> = {}): Promise<RunningGateway> {
  const own = mkdtempSync(join(tmpdir(), 'weir-retry-'));
  await putPolicies(join(own, 'weir.db'), policies);
  const started = await startGateway({
    folder: own,
    env: {
      WEIR_UPSTREAMS: `anthropic=${provider.url}`,
      WEIR_FIRST_BYTE_TIMEOUT: '600ms',
      WEIR_SILENCE_TIMEOUT: '600ms',
      ...env,
    },
  });
  others.push(started);
  return started;
}

beforeAll(async () => {
  provider = await startMockProvider();
  gateway = await startWith(policySet(QUICK));
  folder = gateway.folder;
  before = 0;
});
afterEach(async () => {
  provider.reset();
  before = (await gateway.attempts()).length;
});
afterAll(async () => {
  for (const started of others) {
    if (started.child.exitCode === null) await started.stop();
    rmSync(started.folder, { recursive: true, force: true });
  }
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

const recorded = async (count: number) => (await gateway.untilAttempts(before + count)).slice(before);
const client = (options: ConstructorParameters<typeof Anthropic>[0] = {}) =>
  new Anthropic({ baseURL: gateway.url, apiKey: 'sk-ant-test', ...options });
const PARAMS = { model: 'claude-sonnet-5', max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] };
const health = async (of = gateway) => JSON.parse((await send(of.url, { path: '/healthz' })).body.toString());

describe('a provider that fails and recovers', () => {
  it('with 529 three times gives the SDK one clean answer, and the record one call of four attempts', async () => {
    provider.script(...times(3, overloaded()));
    const { data: message, response } = await client().messages.create(PARAMS).withResponse();
    expect(message.type).toBe('message');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-weir-attempts')).toBe('4');
    expect(response.headers.get('x-should-retry')).toBeNull();
    const rows = await recorded(4);
    expect(new Set(rows.map((row) => row.callId))).toEqual(new Set([response.headers.get('x-weir-call')]));
    expect(rows.map(({ n, outcome, status, cause, final }) => ({ n, outcome, status, cause, final }))).toEqual([
      { n: 1, outcome: 'overloaded', status: 529, cause: 'first', final: false },
      { n: 2, outcome: 'overloaded', status: 529, cause: 'retry_overloaded', final: false },
      { n: 3, outcome: 'overloaded', status: 529, cause: 'retry_overloaded', final: false },
      { n: 4, outcome: 'ok', status: 200, cause: 'retry_overloaded', final: true },
    ]);
    // 20, 40 and 80 ms, without jitter.
    expect(rows[1]?.waitedMs).toBeGreaterThanOrEqual(19);
    expect(rows[3]?.waitedMs).toBeGreaterThanOrEqual(79);
    expect(rows[3]?.call?.backoffMs).toBeGreaterThanOrEqual(138);
    expect(rows[3]?.call?.attempts).toBe(4);
    expect(rows[3]?.call?.durationMs).toBeGreaterThanOrEqual(rows[3]?.call?.backoffMs ?? 0);
    expect(provider.requests.map((request) => request.bodySha256)).toEqual(
      Array(4).fill(provider.requests[0]?.bodySha256),
    );
  });

  it.each([
    ['a 500 that means overload', overloadedAs500(), 'overloaded'],
    ['a 500', error('api_error'), 'server_error'],
    ['a 504', error('timeout_error'), 'timeout'],
    ['a reset', { raw: '', ending: 'reset' as const }, 'network_error'],
    ['no HTTP', { raw: 'nonsense\r\n\r\n' }, 'network_error'],
    ['silence', { headDelayMs: 60_000 }, 'timeout'],
    ['a stream that dies before its first event', { headers: SSE, body: [], ending: 'fin' as const }, 'truncated'],
    ['a stream that ends before its first event', { headers: SSE, body: [] }, 'truncated'],
    ['a stream that is silent before its first event', { headers: SSE, body: [], ending: 'hang' as const }, 'timeout'],
    [
      'a stream that begins with an error',
      { headers: SSE, body: encodeEvents([errorEvent('overloaded_error', 'Overloaded', null)]) },
      'overloaded',
    ],
  ])('%s is retried', async (_what, reply, outcome) => {
    provider.script(reply);
    const got = await send(gateway.url, messageRequest({ stream: true }));
    expect(got).toMatchObject({ status: 200, broken: false, headers: { 'x-weir-attempts': '2' } });
    expect(got.body.toString()).toContain('message_stop');
    expect(got.body.toString()).not.toContain('overloaded_error');
    expect(await recorded(2)).toMatchObject([
      { outcome, final: false },
      { outcome: 'ok', final: true, cause: `retry_${outcome}` },
    ]);
  });

  it('compressed errors are judged too', async () => {
    provider.script((request, context) => ({ ...overloadedAs500()(request, context), encoding: 'gzip' }));
    provider.script({
      headers: SSE,
      encoding: 'br',
      body: encodeEvents([errorEvent('overloaded_error', 'Overloaded', null)]),
    });
    expect((await postMessage(gateway.url, { stream: true })).headers['x-weir-attempts']).toBe('3');
    expect((await recorded(3)).map((row) => row.outcome)).toEqual(['overloaded', 'overloaded', 'ok']);
  });

  it('does not hold up a stream whose start was an error that never ends', async () => {
    const [event = ''] = encodeEvents([errorEvent('overloaded_error', 'Overloaded', null)]);
    provider.script({ headers: SSE, body: [event], ending: 'hang' });
    expect((await postMessage(gateway.url, { stream: true })).headers['x-weir-attempts']).toBe('2');
    await provider.until(({ open: under }) => under === 0);
  });

  it('gets large bodies again, byte for byte, while they are still coming in', async () => {
    provider.script({ ...error('api_error')({} as never, { requestId: 'r' } as never), early: true });
    const body = Buffer.alloc(6 * MB, 'abcdefg');
    const got = await send(gateway.url, {
      method: 'POST',
      path: '/v1/files',
      headers: { 'content-length': body.length },
      body,
    });
    expect(got.status).toBe(200);
    expect(provider.requests.at(-1)).toMatchObject({ bodyBytes: body.length, bodyComplete: true });
    const [, whole] = provider.requests;
    await send(provider.url, { method: 'POST', path: '/v1/files', headers: { 'content-length': body.length }, body });
    expect(whole?.bodySha256).toBe(provider.requests.at(-1)?.bodySha256);
  });

  it('uses the connection of a failed attempt again', async () => {
    await postMessage(gateway.url);
    const connections = provider.connectionsTotal;
    provider.script(...times(3, overloaded()));
    await postMessage(gateway.url);
    expect(provider.connectionsTotal).toBe(connections);
  });
});

describe('what is not retried', () => {
  it.each([
    ['a spend limit', spendLimited(), 'spend_limited', 429],
    ['a bad request', error('invalid_request_error'), 'client_error', 400],
    [
      'a failure that the provider forbids to retry',
      overloaded({ headers: { 'x-should-retry': 'false' } }),
      'overloaded',
      529,
    ],
    ['a rate limit whose wait is too long', rateLimited(3600), 'rate_limited', 429],
  ])('%s comes back at once, unchanged', async (_what, reply, outcome, status) => {
    provider.script(reply, reply);
    const direct = await postMessage(provider.url);
    const got = await postMessage(gateway.url);
    expect(got.status).toBe(status);
    expect(got.body.toString().replaceAll(/req_\w+/g, '')).toBe(direct.body.toString().replaceAll(/req_\w+/g, ''));
    expect(got.headers['x-weir-attempts']).toBe('1');
    expect(await recorded(1)).toMatchObject([{ outcome, final: true, n: 1 }]);
  });

  it('a stream that fails in the middle', async () => {
    provider.script(streamMessage({ failAfter: { events: 5 } }));
    await postMessage(gateway.url, { stream: true });
    expect(await recorded(1)).toMatchObject([{ outcome: 'overloaded', phase: 'mid_stream' }]);
    expect(provider.requests).toHaveLength(1);
  });

  it('a body that was too large to keep', async () => {
    const small = await startWith(policySet(QUICK), { WEIR_KEEP_BODY: '1KB' });
    provider.use(overloaded());
    expect((await postMessage(small.url, { system: 'x'.repeat(5000) })).headers['x-weir-attempts']).toBe('1');
    expect((await postMessage(small.url)).headers['x-weir-attempts']).toBe('5');
    await small.stop();
  });

  it('anything, when the client says so', async () => {
    provider.use(overloaded());
    const got = await postMessage(gateway.url, {}, { 'x-weir-retries': '0' });
    expect(got).toMatchObject({ status: 529, headers: { 'x-weir-attempts': '1' } });
    expect(got.headers['x-should-retry']).toBeUndefined();
    expect((await postMessage(gateway.url, {}, { 'x-weir-retries': '2' })).headers['x-weir-attempts']).toBe('3');
  });

  it('anything that would outlast what the client allows', async () => {
    provider.use(overloaded());
    expect((await postMessage(gateway.url, {}, { 'x-weir-max-wait-ms': '50' })).headers['x-weir-attempts']).toBe('2');
    provider.use(overloaded({ headers: { 'retry-after': '2' } }));
    const got = await postMessage(gateway.url, {}, { 'x-stainless-timeout': '1' });
    expect(got).toMatchObject({ status: 529, headers: { 'x-weir-attempts': '1' } });
  });

  it('anything once the client has left', async () => {
    provider.use(overloaded({ headers: { 'retry-after-ms': '400' } }));
    const connection = new RawConnection(gateway.port);
    const body = JSON.stringify({ model: 'm' });
    connection.write(`POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await recorded(1);
    connection.close();
    await until(health, ({ openCalls }) => openCalls === 0);
    expect(provider.requests).toHaveLength(1);
    expect(await recorded(1)).toMatchObject([{ outcome: 'overloaded', final: true }]);
  });
});

describe('giving up', () => {
  it('hands back the provider’s last answer, and keeps the SDK from multiplying the retries', async () => {
    let n = 0;
    provider.use((request, context) => overloaded({ message: `No. ${++n}` })(request, context));
    const failure = await client({ maxRetries: 5 })
      .messages.create(PARAMS)
      .catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(Anthropic.APIError);
    expect((failure as Error).message).toContain('No. 5');
    expect(provider.requests).toHaveLength(5);
    const rows = await recorded(5);
    expect(rows.at(-1)).toMatchObject({ n: 5, final: true, outcome: 'overloaded', errorMessage: 'No. 5' });
    expect((failure as InstanceType<typeof Anthropic.APIError>).requestID).toBe(rows.at(-1)?.requestId);
  });

  it('says so in x-should-retry, in place of what the provider says', async () => {
    provider.use(overloaded({ headers: { 'x-should-retry': 'true' } }));
    const { rawHeaders, headers } = await postMessage(gateway.url);
    expect(headers['x-should-retry']).toBe('false');
    expect(rawHeaders.filter((name) => name.toLowerCase() === 'x-should-retry')).toHaveLength(1);
  });

  it('says so too when there is no answer to hand back', async () => {
    provider.use(() => ({ raw: '' }));
    const got = await postMessage(gateway.url);
    expect(got).toMatchObject({
      status: 502,
      headers: { 'x-should-retry': 'false', 'x-weir-error': 'connection_lost', 'x-weir-attempts': '4' },
    });
  });

  it('happens at an error that no retry cures', async () => {
    provider.script(overloaded(), spendLimited());
    const got = await postMessage(gateway.url);
    expect(got).toMatchObject({ status: 429, headers: { 'x-should-retry': 'false', 'x-weir-attempts': '2' } });
  });

  it('happens when the retry budget is spent', async () => {
    const budget = { enabled: true, share: 0, floor: 3, windowMs: 60_000 };
    const frugal = await startWith(policySet({ ...QUICK, retryBudget: budget }));
    provider.use(overloaded());
    const attempts = [];
    for (let i = 0; i < 3; i++) attempts.push((await postMessage(frugal.url)).headers['x-weir-attempts']);
    expect(attempts).toEqual(['4', '1', '1']);
    await frugal.stop();
  });
});

describe('a 429', () => {
  it('with retry-after waits that long, not the exponential delay', async () => {
    provider.script(rateLimited(2));
    const startedAt = performance.now();
    const got = await postMessage(gateway.url);
    const tookMs = performance.now() - startedAt;
    expect(got).toMatchObject({ status: 200, headers: { 'x-weir-attempts': '2' } });
    expect(tookMs).toBeGreaterThanOrEqual(1990);
    const rows = await recorded(2);
    expect(rows[0]).toMatchObject({ outcome: 'rate_limited', retryAfterMs: 2000, status: 429 });
    expect(rows[1]).toMatchObject({ cause: 'retry_rate_limited', n: 2 });
    expect(rows[1]?.waitedMs).toBeGreaterThanOrEqual(1990);
  });
});

describe('a limit of concurrent calls', () => {
  const concurrency = {
    mode: 'fixed' as const,
    limit: 5,
    minLimit: 1,
    maxLimit: 100,
    maxQueue: 100,
    maxWaitMs: 20_000,
  };

  it('of 5 never has more than 5 of 50 open upstream, in order', async () => {
    const limited = await startWith(policySet({ ...QUICK, concurrency }));
    provider.use(() => ({ headDelayMs: 20, body: 'x' }));
    const statuses: Promise<number>[] = [];
    for (let i = 0; i < 50; i++) {
      statuses.push(send(limited.url, { path: `/v1/x/${i}` }).then(({ status }) => status));
      // Each has arrived before the next is sent.
      await until(
        () => health(limited),
        ({ openCalls }) => openCalls > 0,
      );
    }
    expect(await Promise.all(statuses)).toEqual(Array(50).fill(200));
    expect(provider.maxOpen).toBe(5);
    const rows = await limited.untilAttempts(50);
    expect(Math.max(...rows.map((row) => row.call?.queuedMs ?? 0))).toBeGreaterThan(0);
    expect(Math.max(...rows.map((row) => row.inFlight ?? 0))).toBe(5);
    await limited.stop();
  });

  it('admits in the order of arrival', async () => {
    const limited = await startWith(policySet({ ...QUICK, concurrency: { ...concurrency, limit: 1 } }));
    const gate = Promise.withResolvers<void>();
    provider.use(() => ({ body: [{ until: gate.promise }, 'x'] }));
    const calls = [];
    for (let i = 0; i < 8; i++) {
      calls.push(send(limited.url, { path: `/v1/x/${i}` }));
      await until(
        () => health(limited),
        ({ openCalls }) => openCalls === i + 1,
      );
    }
    gate.resolve();
    await Promise.all(calls);
    expect(provider.requests.map((request) => request.path)).toEqual(Array.from({ length: 8 }, (_, i) => `/v1/x/${i}`));
    expect(provider.maxOpen).toBe(1);
    await limited.stop();
  });

  it('answers at once when the queue is full, and after its time when nothing moves', async () => {
    const tight = { ...concurrency, limit: 1, maxQueue: 1, maxWaitMs: 300 };
    const limited = await startWith(policySet({ ...QUICK, concurrency: tight }), { WEIR_FIRST_BYTE_TIMEOUT: '60s' });
    const gate = Promise.withResolvers<void>();
    provider.use(() => ({ body: [{ until: gate.promise }, 'x'] }));
    const first = postMessage(limited.url);
    await until(
      () => health(limited),
      ({ openCalls }) => openCalls === 1,
    );
    const second = postMessage(limited.url);
    await until(
      () => health(limited),
      ({ upstreams }) => upstreams[0].waiting === 1,
    );
    const third = await postMessage(limited.url);
    expect(third).toMatchObject({ status: 503, headers: { 'x-weir-error': 'queue_full' } });
    expect(Number(third.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(third.body.toString())).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    expect(await second).toMatchObject({ status: 503, headers: { 'x-weir-error': 'queue_timeout' } });
    gate.resolve();
    expect((await first).status).toBe(200);
    const rows = await limited.untilAttempts(3);
    expect(rows.map((row) => [row.outcome, row.status, row.errorType])).toEqual([
      ['shed', null, 'queue_full'],
      ['shed', null, 'queue_timeout'],
      ['ok', 200, null],
    ]);
    expect(rows[1]?.call?.queuedMs).toBeGreaterThanOrEqual(290);
    expect(provider.requests).toHaveLength(1);
    await limited.stop();
  });

  it('lets a client that leaves out of the queue', async () => {
    const limited = await startWith(policySet({ ...QUICK, concurrency: { ...concurrency, limit: 1 } }));
    const gate = Promise.withResolvers<void>();
    provider.use(() => ({ body: [{ until: gate.promise }, 'x'] }));
    const first = postMessage(limited.url);
    await until(
      () => health(limited),
      ({ openCalls }) => openCalls === 1,
    );
    const impatient = new RawConnection(limited.port);
    impatient.write('GET /v1/impatient HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(
      () => health(limited),
      ({ upstreams }) => upstreams[0].waiting === 1,
    );
    impatient.close();
    await until(
      () => health(limited),
      ({ upstreams }) => upstreams[0].waiting === 0,
    );
    gate.resolve();
    await first;
    expect(provider.requests).toHaveLength(1);
    expect((await limited.untilAttempts(2)).map((row) => row.outcome).toSorted()).toEqual(['cancelled', 'ok']);
    await limited.stop();
  });

  it('is not held by a call that backs off', async () => {
    const limited = await startWith(policySet({ ...QUICK, concurrency: { ...concurrency, limit: 1 } }));
    provider.script(overloaded({ headers: { 'retry-after-ms': '1500' } }));
    const slow = postMessage(limited.url);
    await limited.untilAttempts(1);
    expect((await postMessage(limited.url)).status).toBe(200);
    expect((await slow).headers['x-weir-attempts']).toBe('2');
    const rows = await limited.untilAttempts(3);
    expect(rows.map((row) => [row.outcome, row.n])).toEqual([
      ['overloaded', 1],
      ['ok', 1],
      ['ok', 2],
    ]);
    await limited.stop();
  });

  it('that adapts shrinks when the provider is overloaded', async () => {
    const adaptive = { ...concurrency, mode: 'adaptive' as const, limit: 10 };
    const limited = await startWith(policySet({ ...QUICK, concurrency: adaptive }));
    provider.use(overloaded());
    await Promise.all(Array.from({ length: 10 }, () => postMessage(limited.url, {}, { 'x-weir-retries': '0' })));
    expect((await health(limited)).upstreams[0].limit).toBeLessThan(6);
    provider.use(null);
    for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 10 }, () => postMessage(limited.url)));
    expect((await health(limited)).upstreams[0].limit).toBeGreaterThan(8);
    await limited.stop();
  });
});

describe('a circuit', () => {
  it('answers at once while the provider is overloaded, probes, and closes', async () => {
    const circuit = {
      ...base.circuit,
      enabled: true,
      minAttempts: 5,
      windowMs: 60_000,
      probeAfterMs: 700,
      probesToClose: 1,
    };
    const guarded = await startWith(policySet({ ...QUICK, circuit }));
    provider.use(overloaded({ message: 'Too many people' }));
    for (let i = 0; i < 5; i++) await postMessage(guarded.url, {}, { 'x-weir-retries': '0' });
    const reached = provider.requests.length;
    const refused = await postMessage(guarded.url);
    expect(refused).toMatchObject({ status: 529, headers: { 'x-weir-error': 'circuit_open' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(refused.body.toString())).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message: expect.stringContaining('Too many people') },
    });
    expect(provider.requests).toHaveLength(reached);
    expect((await health(guarded)).upstreams[0].circuit).toBe('open');
    provider.use(null);
    await until(
      () => postMessage(guarded.url),
      ({ status }) => status === 200,
    );
    expect((await health(guarded)).upstreams[0].circuit).toBe('closed');
    const rows = await guarded.attempts();
    expect(rows.filter((row) => row.outcome === 'shed').length).toBeGreaterThanOrEqual(1);
    expect(rows.at(-1)).toMatchObject({ outcome: 'ok', cause: 'probe' });
    await guarded.stop();
  });

  it('hands a call that was backing off the answer it already had', async () => {
    const circuit = { ...base.circuit, enabled: true, minAttempts: 3, windowMs: 60_000, probeAfterMs: 60_000 };
    const guarded = await startWith(policySet({ ...QUICK, circuit }));
    provider.use(overloaded({ message: 'Mine' }));
    const got = await postMessage(guarded.url);
    expect(got).toMatchObject({ status: 529, headers: { 'x-should-retry': 'false', 'x-weir-attempts': '3' } });
    expect(got.headers['x-weir-error']).toBeUndefined();
    expect(got.body.toString()).toContain('Mine');
    expect(await guarded.untilAttempts(3)).toMatchObject([{ final: false }, { final: false }, { final: true }]);
    await guarded.stop();
  });
});

describe('policies', () => {
  it('that are put take effect in a running gateway, and survive a restart', async () => {
    const live = await startWith(policySet(QUICK));
    provider.use(overloaded());
    expect((await postMessage(live.url)).headers['x-weir-attempts']).toBe('5');
    const changed = policySet({
      ...QUICK,
      retry: { ...QUICK.retry, overloaded: { ...QUICK.retry.overloaded, maxRetries: 1 } },
    });
    await putPolicies(live.databasePath, changed);
    await until(
      () => postMessage(live.url),
      ({ headers }) => headers['x-weir-attempts'] === '2',
    );
    await live.kill();
    const again = await startGateway({ folder: live.folder, env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
    expect((await postMessage(again.url)).headers['x-weir-attempts']).toBe('2');
    await again.stop();
  });

  it('of one upstream do not touch another', async () => {
    const never = { ...QUICK.retry.overloaded, maxRetries: 0 };
    const two = await startWith(policySet(QUICK, { upstreams: { quiet: { retry: { overloaded: never } } } }), {
      WEIR_UPSTREAMS: `anthropic=${provider.url},quiet=${provider.url}`,
    });
    provider.use(overloaded());
    expect((await postMessage(two.url)).headers['x-weir-attempts']).toBe('5');
    const quiet = await send(two.url, { ...messageRequest(), path: '/to/quiet/v1/messages' });
    expect(quiet.headers['x-weir-attempts']).toBe('1');
    await two.stop();
  });

  it.each([
    ['the setting', {}, { WEIR_OBSERVE_ONLY: 'true' }],
    ['the policies', { observeOnly: true }, {}],
  ])('are all off when %s says to observe only: every byte and status passes', async (_where, more, env) => {
    const concurrency = { ...base.concurrency, mode: 'fixed' as const, limit: 1, maxQueue: 0 };
    const watching = await startWith(policySet({ ...QUICK, concurrency }, more), env);
    const gate = Promise.withResolvers<void>();
    const [event = ''] = encodeEvents([errorEvent('overloaded_error', 'Overloaded', null)]);
    provider.script(
      { headers: SSE, body: [{ until: gate.promise }, event] },
      overloaded({ headers: { 'x-should-retry': 'true' } }),
    );
    // Even the head of a stream passes before its first event.
    const opened = await open(watching.url, messageRequest({ stream: true }));
    const second = await postMessage(watching.url);
    expect(second).toMatchObject({ status: 529, headers: { 'x-should-retry': 'true', 'x-weir-attempts': '1' } });
    gate.resolve();
    expect((await readAll(opened)).body.toString()).toBe(event);
    expect((await watching.untilAttempts(2)).map((row) => row.outcome)).toEqual(['overloaded', 'overloaded']);
    await watching.stop();
  });
});
