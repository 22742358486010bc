import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { messageRequest, open, postMessage, RawConnection, readAll, send } from '../support/http-client.ts';
import {
  jsonMessage,
  type MockProvider,
  seededRandom,
  splitRandomly,
  startMockProvider,
} from '../support/mock-provider/index.ts';

const MB = 1024 ** 2;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let provider: MockProvider;
let other: MockProvider;
let gateway: RunningGateway;

beforeAll(async () => {
  provider = await startMockProvider();
  other = await startMockProvider();
  gateway = await startGateway({
    env: { WEIR_UPSTREAMS: `anthropic=${provider.url},other=${other.url}/base/path` },
  });
});
afterEach(() => {
  provider.reset();
  other.reset();
});
afterAll(async () => {
  await gateway.stop();
  await provider.close();
  await other.close();
});

const last = () => provider.requests.at(-1) as MockProvider['requests'][number];

describe('request bodies', () => {
  it.each([1, 1000, 65_536, MB, MB + 1, 5 * MB, 40 * MB])('of %i random bytes arrive as sent', async (bytes) => {
    const body = randomBytes(bytes);
    await send(gateway.url, { method: 'POST', path: '/v1/files', headers: { 'content-length': bytes }, body });
    expect(last()).toMatchObject({ bodyBytes: bytes, bodySha256: sha256(body) });
    expect(last().header('content-length')).toBe(String(bytes));
  });

  it.each([1000, 5 * MB])('in chunks of any size, %i bytes in all, arrive as sent', async (bytes) => {
    const body = randomBytes(bytes);
    const pieces = splitRandomly(body, 50, seededRandom(bytes));
    await send(gateway.url, { method: 'POST', path: '/v1/files', body: Readable.from(pieces) });
    expect(last()).toMatchObject({ bodyBytes: bytes, bodySha256: sha256(body) });
  });

  it('that are empty stay empty, announced or not', async () => {
    await send(gateway.url, { method: 'POST', path: '/v1/x', headers: { 'content-length': 0 } });
    expect(last()).toMatchObject({ bodyBytes: 0, method: 'POST' });
    expect(last().header('content-length')).toBe('0');
    await send(gateway.url, { method: 'GET', path: '/v1/models' });
    expect(last().header('content-length')).toBeUndefined();
    expect(last().header('transfer-encoding')).toBeUndefined();
  });

  it('begin to arrive before they have left the client', async () => {
    const body = new PassThrough();
    const pending = open(gateway.url, { method: 'POST', path: '/v1/files', body });
    body.write(randomBytes(3 * MB));
    await provider.until(({ requests }) => requests.length === 1 && (requests[0]?.bodyBytes ?? 0) > MB);
    expect(last().bodyComplete).toBe(false);
    body.end();
    expect((await readAll(await pending)).status).toBe(200);
  });

  it.each(['GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND'])('go with %s too', async (method) => {
    provider.script({ body: 'done' });
    const received = await send(gateway.url, { method, path: '/v1/x', headers: { 'content-length': 3 }, body: 'abc' });
    expect(received.body.toString()).toBe('done');
    expect(last()).toMatchObject({ method, bodyBytes: 3 });
  });

  it('wait for "100 Continue" where the client wants it, and the upstream is not asked for it', async () => {
    const connection = new RawConnection(gateway.port);
    const head = 'POST /v1/files HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';
    connection.write(head);
    await connection.until((text) => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    connection.write('hello');
    await connection.until((text) => text.includes('HTTP/1.1 200 OK'));
    connection.close();
    expect(last()).toMatchObject({ bodyBytes: 5 });
    expect(last().header('expect')).toBeUndefined();
  });
});

describe('targets', () => {
  it.each([
    '/v1/messages?beta=true',
    '/v1/a%2fb/%C3%A9/%00?x=%20+&y=&z',
    "/v1/.../~!$&'()*,;=:@",
    '/v1/messages/batches/msgbatch_1/results',
  ])('%s goes up as it is', async (path) => {
    await send(gateway.url, { path });
    expect(last().target).toBe(path);
  });

  it('below /to/NAME go to that upstream, after its base path', async () => {
    await send(gateway.url, { path: '/to/other/v1/chat/completions?x=%2F' });
    expect(other.requests.at(-1)?.target).toBe('/base/path/v1/chat/completions?x=%2F');
    await send(gateway.url, { path: '/to/other?x=1' });
    expect(other.requests.at(-1)?.target).toBe('/base/path/?x=1');
    await send(gateway.url, { path: '/to/anthropic/v1/models' });
    expect(last().target).toBe('/v1/models');
    expect(provider.requests).toHaveLength(1);
  });
});

describe('request headers', () => {
  it('keep order, case and repetition; the host is the upstream’s', async () => {
    const sent = ['Host', 'localhost', 'X-One', '1', 'x-two', 'a', 'X-Two', 'b', 'ANTHROPIC-BETA', 'x, y'];
    await send(gateway.url, { path: '/v1/models', headers: sent });
    const got = last().rawHeaders.filter((_, i) => i % 2 === 0);
    expect(got.filter((name) => /^(x-|anthropic)/i.test(name))).toEqual(['X-One', 'x-two', 'X-Two', 'ANTHROPIC-BETA']);
    expect(last().headerValues('x-two')).toEqual(['a', 'b']);
    expect(last().headerValues('host')).toEqual([`127.0.0.1:${provider.port}`]);
  });

  it('lose what is of the connection, and what is Weir’s', async () => {
    const headers = [
      'Host',
      'localhost',
      'Connection',
      'close, x-hop',
      'x-hop',
      '1',
      'TE',
      'trailers',
      'X-Weir-App',
      'a',
    ];
    await send(gateway.url, {
      path: '/v1/models',
      headers: [...headers, 'x-weir-retries', '0', 'authorization', 'Bearer k'],
    });
    const names = last()
      .rawHeaders.filter((_, i) => i % 2 === 0)
      .map((name) => name.toLowerCase());
    expect(names.toSorted()).toEqual(['authorization', 'connection', 'host']);
  });

  it('pass accept-encoding as it is', async () => {
    await send(gateway.url, { path: '/v1/models', headers: { 'accept-encoding': 'zstd;q=0.5, br' } });
    expect(last().header('accept-encoding')).toBe('zstd;q=0.5, br');
  });
});

describe('responses', () => {
  const received = () => send(gateway.url, { path: '/v1/x' });

  it.each([0, 1, 1000, 65_536, 3 * MB])('of %i random bytes arrive as sent, by length and in chunks', async (bytes) => {
    const body = randomBytes(bytes);
    provider.script({ body, framing: 'length' }, { body, framing: 'chunked' }, { body, framing: 'close' });
    const byLength = await received();
    expect(byLength.body.equals(body)).toBe(true);
    expect(byLength.headers['content-length']).toBe(String(bytes));
    const chunked = await received();
    expect(chunked.body.equals(body)).toBe(true);
    expect(chunked.headers['transfer-encoding']).toBe('chunked');
    const untilClosed = await received();
    expect(untilClosed.body.equals(body)).toBe(true);
    expect(untilClosed.broken).toBe(false);
  });

  it.each(['gzip', 'br', 'deflate', 'zstd'] as const)(
    'in %s arrive as they came, and are read all the same',
    async (encoding) => {
      const before = (await gateway.attempts()).length;
      const message = jsonMessage({ model: `model-${encoding}`, inputTokens: 11, outputTokens: 22 });
      provider.script((request, context) => ({ ...message(request, context), encoding }));
      const got = await send(gateway.url, { ...messageRequest(), headers: { 'accept-encoding': encoding } });
      expect(got.headers['content-encoding']).toBe(encoding);
      expect(Number(got.headers['content-length'])).toBe(got.body.length);
      const rows = await gateway.untilAttempts(before + 1);
      expect(rows.at(-1)).toMatchObject({
        model: `model-${encoding}`,
        outcome: 'ok',
        usage: { inputTokens: 11, outputTokens: 22 },
        responseBytes: got.body.length,
      });
    },
  );

  it('with a damaged or endless compressed body are passed on, and only not read', async () => {
    const damaged = gzipSync('{"type":"message"}'.repeat(100)).fill(0xff, 20, 40);
    const bomb = gzipSync(Buffer.alloc(100 * MB));
    const nested = brotliCompressSync(gzipSync('{}'));
    const headers = (encoding: string) => ({ 'content-type': 'application/json', 'content-encoding': encoding });
    provider.script(
      { headers: headers('gzip'), body: damaged },
      { headers: headers('gzip'), body: bomb },
      { headers: headers('gzip, br'), body: nested },
      { headers: headers('unheard-of'), body: 'xyz' },
    );
    expect((await received()).body.equals(damaged)).toBe(true);
    expect((await received()).body.equals(bomb)).toBe(true);
    expect((await received()).body.equals(nested)).toBe(true);
    expect((await received()).body.toString()).toBe('xyz');
  });

  it.each(['', 'x'])('keep repeated headers apart, their case, and every byte of a value (body %j)', async (body) => {
    const head = `HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Bytes: caf\xe9 \xc3\xa9\r\nset-cookie: b=2\r\nRetry-After: 7\r\n`;
    provider.script({ raw: [Buffer.from(`${head}Connection: close\r\n\r\n`, 'latin1'), { waitMs: 20 }, body] });
    const { rawHeaders } = await received();
    const pairs = rawHeaders.slice(0, 8);
    expect(pairs).toEqual([
      'Set-Cookie',
      'a=1',
      'X-Bytes',
      'caf\xe9 \xc3\xa9',
      'set-cookie',
      'b=2',
      'Retry-After',
      '7',
    ]);
  });

  it('tell the call and its attempts, whatever the upstream says of its own', async () => {
    provider.script({ headers: { 'x-weir-call': 'theirs', 'x-weir-attempts': '9' }, body: 'x' });
    const { headers } = await received();
    expect(headers['x-weir-call']).toMatch(/^[0-9a-z]{26}$/);
    expect(headers['x-weir-attempts']).toBe('1');
  });

  it('keep status and status text', async () => {
    provider.script(
      { status: 299, statusText: 'Quite Fine', body: 'x' },
      { status: 418, statusText: 'Teapot', body: 'y' },
    );
    expect(await received()).toMatchObject({ status: 299, statusText: 'Quite Fine' });
    expect(await received()).toMatchObject({ status: 418, statusText: 'Teapot' });
  });

  it('to HEAD, and 204 and 304, have no body and keep their length', async () => {
    provider.script(
      { headers: { 'content-length': '1234', 'x-y': '1' } },
      { status: 204 },
      { status: 304, headers: { etag: '"x"' } },
    );
    const head = await send(gateway.url, { method: 'HEAD', path: '/v1/messages' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '1234', 'x-y': '1' }, broken: false });
    expect(head.body).toHaveLength(0);
    expect(await received()).toMatchObject({ status: 204, broken: false });
    expect(await received()).toMatchObject({ status: 304, headers: { etag: '"x"' }, broken: false });
  });

  it('before the response are passed on', async () => {
    provider.script({
      informational: [{ status: 103, headers: { link: '</a>; rel=preload', 'x-hint': '1' } }],
      body: 'x',
    });
    const { informational, status } = await received();
    expect(informational).toMatchObject([{ status: 103, headers: { link: '</a>; rel=preload', 'x-hint': '1' } }]);
    expect(status).toBe(200);
  });

  it('keep their trailers', async () => {
    provider.script({
      headers: [['Trailer', 'X-Sum']],
      body: ['a', 'b'],
      trailers: [['X-Sum', '42']],
    });
    const { rawTrailers, headers, body } = await received();
    expect(body.toString()).toBe('ab');
    expect(headers.trailer).toBe('X-Sum');
    expect(rawTrailers).toEqual(['X-Sum', '42']);
  });

  it('reach an HTTP/1.0 client without chunks', async () => {
    provider.script({ body: ['one', 'two'] });
    const connection = new RawConnection(gateway.port);
    connection.write('GET /v1/x HTTP/1.0\r\nHost: localhost\r\n\r\n');
    const text = await connection.untilClosed();
    expect(text).toContain('Connection: close');
    expect(text.endsWith('\r\n\r\nonetwo')).toBe(true);
  });

  it('come in order to requests that were sent at once', async () => {
    provider.script({ body: 'first', headDelayMs: 50 }, { body: 'second' });
    const connection = new RawConnection(gateway.port);
    const request = 'GET /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n';
    connection.write(request + request);
    const text = await connection.until((received) => received.includes('second'));
    expect(text.indexOf('first')).toBeLessThan(text.indexOf('second'));
    connection.close();
  });

  it('that come before the request is all in reach the client', async () => {
    provider.script({ early: true, status: 413, body: 'too much' });
    const body = new PassThrough();
    body.write(randomBytes(2 * MB));
    const opened = await open(gateway.url, { method: 'POST', path: '/v1/files', body });
    expect(await readAll(opened)).toMatchObject({ status: 413, body: Buffer.from('too much') });
    opened.leave();
  });

  it('that come before the request is all in end the connection if the client goes on for ever', async () => {
    provider.script({ early: true, status: 413, body: 'too much' });
    const connection = new RawConnection(gateway.port);
    connection.write('POST /v1/files HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const sending = setInterval(() => connection.write(chunk), 5);
    const text = await connection.untilClosed(10_000);
    clearInterval(sending);
    expect(text).toContain('HTTP/1.1 413');
    expect(text).toContain('too much');
  });
});

describe('connections to the upstream', () => {
  it('are kept and used again', async () => {
    await postMessage(gateway.url);
    const before = provider.connectionsTotal;
    for (let i = 0; i < 10; i++) await postMessage(gateway.url);
    expect(provider.connectionsTotal).toBe(before);
  });

  it('are as many as there are calls at once', async () => {
    const gate = Promise.withResolvers<void>();
    provider.use(() => ({ body: [{ until: gate.promise }, 'x'] }));
    const calls = Array.from({ length: 40 }, () => send(gateway.url, { path: '/v1/x' }));
    await provider.until(({ open: under }) => under === 40);
    gate.resolve();
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  });

  it('survive an upstream that closes them when idle', async () => {
    const hasty = await startMockProvider({ keepAliveTimeoutMs: 30 });
    const through = await startGateway({ env: { WEIR_UPSTREAMS: `x=${hasty.url}` } });
    for (let i = 0; i < 2; i++) {
      expect((await postMessage(through.url)).status).toBe(200);
      await hasty.until(({ connections }) => connections === 0);
    }
    await through.stop();
    await hasty.close();
  });
});
