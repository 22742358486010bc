import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, readAttempts, startGateway, until } from '../support/gateway.ts';
import { messageRequest, open, postMessage, readAll, send } from '../support/http-client.ts';
import { type MockProvider, overloaded, startMockProvider, streamMessage } from '../support/mock-provider/index.ts';

let provider: MockProvider;
let folder: string;
const running = new Set<RunningGateway>();

beforeAll(async () => {
  provider = await startMockProvider();
});
afterEach(async () => {
  provider.reset();
  for (const gateway of running) if (gateway.child.exitCode === null) await gateway.kill();
  running.clear();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
afterAll(() => provider.close());

async function start(env: Record<string, string> = {}, at?: string): Promise<RunningGateway> {
  folder = at ?? mkdtempSync(join(tmpdir(), 'weir-record-'));
  const gateway = await startGateway({ folder, env: { WEIR_UPSTREAMS: `anthropic=${provider.url}`, ...env } });
  running.add(gateway);
  return gateway;
}

interface Health {
  status: string;
  openCalls: number;
  recorder: { state: string; queued: number; unrecordedEnds: number; dropped: number };
}
const health = async (gateway: RunningGateway): Promise<Health> =>
  JSON.parse((await send(gateway.url, { path: '/healthz' })).body.toString());

describe('once a client has received the end of a response', () => {
  it('its attempt survives a kill -9, for JSON and streams, by length and in chunks', async () => {
    const gateway = await start();
    const calls = 60;
    const received = await Promise.all(
      Array.from({ length: calls }, (_, i) => send(gateway.url, messageRequest({ stream: i % 2 === 0 }))),
    );
    await gateway.kill();
    const ids = received.map(({ headers }) => headers['x-weir-call']).toSorted();
    const rows = await readAttempts(gateway.databasePath);
    expect(rows.map((row) => row.callId).toSorted()).toEqual(ids);
    expect(rows.every((row) => row.outcome === 'ok' && row.final)).toBe(true);
  });

  it('its attempt is there at that very moment, call after call', async () => {
    const gateway = await start();
    for (let i = 0; i < 20; i++) {
      const { headers } = await postMessage(gateway.url, { stream: i % 2 === 0 });
      const rows = await gateway.attempts();
      expect(rows.at(-1)?.callId).toBe(headers['x-weir-call']);
    }
  });

  it('the same holds for what was refused and what failed', async () => {
    const gateway = await start({ WEIR_UPSTREAMS: 'anthropic=http://127.0.0.1:1' });
    const { headers } = await postMessage(gateway.url, {}, { 'x-weir-retries': '0' });
    await gateway.kill();
    expect(await readAttempts(gateway.databasePath)).toMatchObject([
      { callId: headers['x-weir-call'], outcome: 'network_error' },
    ]);
  });
});

describe('a gateway that is killed', () => {
  it('leaves what was under way as abandoned at the next start', async () => {
    const first = await start();
    provider.script(streamMessage({ stopAfter: 4, ending: 'hang' }));
    const opened = await open(first.url, messageRequest({ stream: true }, { 'x-weir-app': 'batch' }));
    opened.response.on('error', () => {});
    const openRows = () =>
      new Database(first.databasePath, { readonly: true }).prepare('SELECT count(*) AS n FROM open_attempts').get() as {
        n: number;
      };
    await until(openRows, ({ n }) => n === 1);
    await first.kill();
    const second = await start({}, folder);
    const rows = await second.untilAttempts(1);
    expect(rows).toMatchObject([
      {
        outcome: 'abandoned',
        final: true,
        endpoint: '/v1/messages',
        app: 'batch',
        model: 'claude-sonnet-5',
        stream: true,
      },
    ]);
    expect(rows[0]?.callId).toBe(opened.response.headers['x-weir-call']);
  });

  it('leaves a good call alone', async () => {
    const first = await start();
    await postMessage(first.url);
    await first.kill();
    const second = await start({}, folder);
    await postMessage(second.url);
    expect((await second.untilAttempts(2)).map((row) => row.outcome)).toEqual(['ok', 'ok']);
  });
});

describe('a gateway that is stopped', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s lets short calls end, records all, and exits with 0',
    async (signal) => {
      const gateway = await start();
      provider.use((_request) => ({ headDelayMs: 300, body: 'late' }));
      const call = send(gateway.url, { path: '/v1/x' });
      await provider.until(({ open: under }) => under === 1);
      const stopped = gateway.stop(signal);
      expect((await call).body.toString()).toBe('late');
      expect(await stopped).toMatchObject({ code: 0 });
      expect(await readAttempts(gateway.databasePath)).toMatchObject([{ outcome: 'ok' }]);
    },
  );

  it('breaks open streams, on record', async () => {
    const gateway = await start();
    provider.use(streamMessage({ stopAfter: 4, ending: 'hang' }));
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => open(gateway.url, messageRequest({ stream: true }))),
    );
    const reading = streams.map(readAll);
    expect((await gateway.stop()).code).toBe(0);
    for (const received of await Promise.all(reading)) expect(received.broken).toBe(true);
    const rows = await readAttempts(gateway.databasePath);
    expect(rows.map((row) => row.outcome)).toEqual(Array(5).fill('abandoned'));
  });

  it('answers calls that have not begun to be answered', async () => {
    const gateway = await start();
    provider.use(() => ({ headDelayMs: 60_000 }));
    const call = postMessage(gateway.url);
    await provider.until(({ open: under }) => under === 1);
    const stopped = gateway.stop();
    expect(await call).toMatchObject({ status: 503, headers: { 'x-weir-error': 'stopping' } });
    expect((await stopped).code).toBe(0);
  });

  it('answers calls that wait for their next attempt', async () => {
    const gateway = await start();
    provider.use(overloaded());
    const call = postMessage(gateway.url);
    await gateway.untilAttempts(1);
    const stopped = gateway.stop();
    expect((await call).status).toBeGreaterThanOrEqual(500);
    expect((await stopped).code).toBe(0);
    expect((await readAttempts(gateway.databasePath)).at(-1)).toMatchObject({ outcome: 'overloaded', final: true });
  });

  it('does not wait for idle connections', async () => {
    const gateway = await start();
    await fetch(`${gateway.url}/healthz`);
    expect((await gateway.stop()).code).toBe(0);
  });
});

describe('a gateway that cannot start', () => {
  it('because its port is taken says so in one line', async () => {
    const gateway = await start();
    await expect(start({ WEIR_GATEWAY_PORT: String(gateway.port) }, folder)).rejects.toThrow(
      `WEIR_GATEWAY_PORT: cannot listen on 127.0.0.1:${gateway.port}: that port is taken`,
    );
  });

  it.each([
    [{ WEIR_UPSTREAMS: 'nonsense' }, 'WEIR_UPSTREAMS is "nonsense"'],
    [{ WEIR_SILENCE_TIMEOUT: 'soon' }, 'WEIR_SILENCE_TIMEOUT is "soon"'],
  ])('because a setting does not parse says so in one line', async (env, line) => {
    await expect(start(env as unknown as Record<string, string>)).rejects.toThrow(line);
  });
});

describe('trouble in recording', () => {
  it('of a full disk does not fail a call, shows, and passes', async () => {
    const mount = mkdtempSync(join(tmpdir(), 'weir-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mount]);
    try {
      const gateway = await start({}, mount);
      await postMessage(gateway.url);
      writeFileSync(join(mount, 'filler'), '');
      const filler = join(mount, 'filler');
      execFileSync('sh', ['-c', `cat /dev/zero > ${filler} 2>/dev/null || true`]);
      const calls = 40;
      for (let i = 0; i < calls; i++) {
        const { status } = await postMessage(gateway.url);
        expect(status).toBe(200);
      }
      const sick = await until(
        () => health(gateway),
        ({ recorder }) => recorder.state === 'failing',
      );
      expect(sick.status).toBe('degraded');
      expect(sick.recorder.unrecordedEnds).toBeGreaterThan(0);
      expect(gateway.logged.join('\n')).toContain('recording fails');
      rmSync(filler);
      await until(
        () => health(gateway),
        ({ recorder }) => recorder.state === 'ok' && recorder.queued === 0,
      );
      expect(await gateway.attempts()).toHaveLength(calls + 1);
      await gateway.kill();
    } finally {
      execFileSync('umount', ['-l', mount]);
    }
  });

  it('of a locked database does not fail calls, and passes', async () => {
    const gateway = await start();
    await postMessage(gateway.url);
    const other = new Database(gateway.databasePath);
    other.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < 10; i++) expect((await postMessage(gateway.url, { stream: i % 2 === 0 })).status).toBe(200);
    expect((await health(gateway)).recorder.unrecordedEnds).toBe(10);
    other.exec('ROLLBACK');
    other.close();
    await gateway.untilAttempts(11);
    const { headers } = await postMessage(gateway.url);
    expect((await gateway.attempts()).at(-1)?.callId).toBe(headers['x-weir-call']);
    expect((await health(gateway)).recorder.state).toBe('ok');
  });

  it('of a database that cannot be had at all does not keep calls from passing', async () => {
    const place = mkdtempSync(join(tmpdir(), 'weir-none-'));
    writeFileSync(join(place, 'weir.db'), 'this is no database'.repeat(500));
    const gateway = await start({}, place);
    const { status, headers } = await postMessage(gateway.url);
    expect(status).toBe(200);
    expect(headers['x-weir-call']).toBeDefined();
    expect((await health(gateway)).status).toBe('degraded');
    expect(readFileSync(join(place, 'weir.db'), 'utf8')).toContain('this is no database');
  });
});

describe('what is kept', () => {
  it('is no key, prompt or completion, in no file', async () => {
    const gateway = await start();
    const body = { system: 'SECRETPROMPT', messages: [{ role: 'user', content: 'SECRETQUESTION' }] };
    provider.use(streamMessage({ text: 'SECRETANSWER' }));
    await postMessage(gateway.url, { ...body, stream: true }, { 'x-api-key': 'sk-ant-SECRETKEY' });
    provider.use(() => ({
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"type":"error","error":{"type":"invalid_request_error","message":"bad key sk-ant-SECRETKEY0123456789"}}',
    }));
    await postMessage(gateway.url, body, { authorization: 'Bearer sk-ant-SECRETKEY' });
    const rows = await gateway.attempts();
    expect(rows).toHaveLength(2);
    expect(rows[0]?.prefixHash).toMatch(/^[0-9a-f]+$/);
    expect(rows[0]?.prefixBytes).toBeGreaterThan(10);
    await gateway.kill();
    for (const name of ['weir.db', 'weir.db-wal', 'weir.key'])
      if (existsSync(join(folder, name))) expect(readFileSync(join(folder, name), 'latin1')).not.toContain('SECRET');
    expect(gateway.logged.join('\n')).not.toContain('SECRET');
  });

  it('tells equal keys and prompts apart from others, by hashes that last', async () => {
    const first = await start();
    await postMessage(first.url, { system: 'a' }, { 'x-api-key': 'one' });
    await first.stop();
    const second = await start({}, folder);
    await postMessage(second.url, { system: 'a' }, { authorization: 'Bearer one', 'x-api-key': '' });
    await postMessage(second.url, { system: 'b' }, { 'x-api-key': 'two' });
    const [a, b, c] = await second.untilAttempts(3);
    expect(a?.keyHash).toBe(b?.keyHash);
    expect(a?.prefixHash).toBe(b?.prefixHash);
    expect(c?.keyHash).not.toBe(a?.keyHash);
    expect(c?.prefixHash).not.toBe(a?.prefixHash);
    expect(statSync(join(folder, 'weir.key')).mode & 0o777).toBe(0o600);
    chmodSync(folder, 0o700);
  });

  it('tells who called, for what, and how it went', async () => {
    const gateway = await start();
    await postMessage(
      gateway.url,
      { model: 'claude-opus-5', max_tokens: 77 },
      {
        'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)',
        'x-claude-code-session-id': 'session-1',
        'x-stainless-retry-count': '0',
        'x-weir-app': 'nightly',
      },
    );
    expect(await gateway.attempts()).toMatchObject([
      {
        source: 'proxy',
        provider: 'anthropic',
        endpoint: '/v1/messages',
        model: 'claude-opus-5',
        app: 'nightly',
        client: 'claude-code',
        clientVersion: '2.1.330',
        sessionId: 'session-1',
        retryCount: 0,
        maxTokens: 77,
        cause: 'first',
        n: 1,
        inFlight: 1,
        organizationId: '00000000-0000-4000-8000-00000000beef',
        limits: expect.arrayContaining([expect.objectContaining({ name: 'requests', limit: 4000, remaining: 3999 })]),
        call: { attempts: 1, queuedMs: 0, backoffMs: 0 },
      },
    ]);
  });
});
