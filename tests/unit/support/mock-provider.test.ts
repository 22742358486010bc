import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MockProvider,
  manualClock,
  overloaded,
  rawExchange,
  rawRequest,
  sequence,
  splitAt,
  startMockProvider,
  streamMessage,
  times,
} from '../../support/mock-provider/index.ts';

const MESSAGE = JSON.stringify({ model: 'claude-opus-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] });
const STREAM = JSON.stringify({ ...JSON.parse(MESSAGE), stream: true });

let provider: MockProvider;
beforeEach(async () => {
  provider = await startMockProvider();
});
afterEach(async () => {
  await provider.close();
});

const post = (body = MESSAGE, path = '/v1/messages', init: RequestInit = {}) =>
  fetch(`${provider.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, ...init });
const raw = (body = MESSAGE, headers: string[] = []) =>
  rawExchange(provider.port, rawRequest('POST', '/v1/messages', { body, headers }));
const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4);

describe('the healthy default', () => {
  it('answers a message with the model asked for, usage, id and limits', async () => {
    const response = await post();
    expect(response.status).toBe(200);
    expect(response.headers.get('request-id')).toMatch(/^req_011C\w{20}$/);
    expect(response.headers.get('anthropic-ratelimit-input-tokens-remaining')).toMatch(/^\d+$/);
    expect(response.headers.get('anthropic-organization-id')).toBeTruthy();
    expect(await response.json()).toMatchObject({
      type: 'message',
      model: 'claude-opus-5',
      stop_reason: 'end_turn',
      usage: { input_tokens: Math.ceil(MESSAGE.length / 4), service_tier: 'standard' },
    });
  });

  it('answers a stream from message_start to message_stop', async () => {
    const response = await post(STREAM);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const types = [...(await response.text()).matchAll(/^event: (\w+)$/gm)].map((match) => match[1]);
    expect(types[0]).toBe('message_start');
    expect(types.filter((type) => type === 'content_block_delta')).toHaveLength(8);
    expect(types.slice(-2)).toEqual(['message_delta', 'message_stop']);
  });

  it('knows the other paths that clients use', async () => {
    expect(await (await post(MESSAGE, '/v1/messages/count_tokens')).json()).toEqual({
      input_tokens: expect.any(Number),
    });
    const models = (await (await fetch(`${provider.url}/v1/models?limit=2`)).json()) as { data: unknown[] };
    expect(models).toMatchObject({ has_more: true });
    expect(models.data).toHaveLength(2);
    expect((await fetch(`${provider.url}/`, { method: 'HEAD' })).status).toBe(200);
    expect(await (await post(MESSAGE, '/v1/chat/completions')).json()).toMatchObject({
      object: 'chat.completion',
      model: 'claude-opus-5',
      usage: { completion_tokens: expect.any(Number) },
    });
    expect(await (await post(STREAM, '/v1/chat/completions')).text()).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('refuses in the API’s words what the API would refuse', async () => {
    expect((await post('not JSON')).status).toBe(400);
    expect(await (await post('{}')).json()).toMatchObject({ error: { message: 'model: Field required' } });
    expect((await fetch(`${provider.url}/v1/messages`)).status).toBe(405);
    const missing = await post(MESSAGE, '/v2/nothing');
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({
      type: 'error',
      error: { type: 'not_found_error' },
      request_id: missing.headers.get('request-id'),
    });
  });

  it('gives the same ids for the same seed and others for another', async () => {
    const ids = async (seed: number) => {
      const one = await startMockProvider({ seed });
      const response = await fetch(`${one.url}/v1/models`);
      await one.close();
      return response.headers.get('request-id');
    };
    const [a, b, c] = [await ids(7), await ids(7), await ids(8)];
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });
});

describe('what it tells of a request', () => {
  it('keeps method, raw target, raw headers and body', async () => {
    await rawExchange(
      provider.port,
      rawRequest('POST', '/v1/messages?beta=true&x=%20', { body: MESSAGE, headers: ['X-Twice: 1', 'x-twice: 2'] }),
    );
    const [request] = provider.requests;
    expect(request).toMatchObject({
      n: 1,
      method: 'POST',
      target: '/v1/messages?beta=true&x=%20',
      path: '/v1/messages',
      model: 'claude-opus-5',
      bodyBytes: MESSAGE.length,
      bodyComplete: true,
      clientGone: false,
      status: 200,
    });
    expect(request?.rawHeaders).toContain('X-Twice');
    expect(request?.headerValues('X-TWICE')).toEqual(['1', '2']);
    expect(request?.body.toString()).toBe(MESSAGE);
    expect(request?.bodySha256).toBe(createHash('sha256').update(MESSAGE).digest('hex'));
  });

  it('keeps only the beginning of a long body, but measures and hashes all of it', async () => {
    const body = 'x'.repeat(3 * 1024 ** 2);
    await post(body);
    const [request] = provider.requests;
    expect(request?.body).toHaveLength(1024 ** 2);
    expect(request?.bodyBytes).toBe(body.length);
    expect(request?.bodySha256).toBe(createHash('sha256').update(body).digest('hex'));
  });

  it('counts what is open and notices a client that leaves', async () => {
    provider.script({ ending: 'hang' }, { ending: 'hang' });
    const leaving = new AbortController();
    const calls = [1, 2].map(() => post(MESSAGE, '/v1/messages', { signal: leaving.signal }).then((r) => r.text()));
    await provider.until(({ requests }) => requests.filter((request) => request.status !== null).length === 2);
    expect(provider.open).toBe(2);
    leaving.abort();
    await Promise.allSettled(calls);
    await provider.until(({ open }) => open === 0);
    expect(provider.requests.every((request) => request.clientGone)).toBe(true);
    expect(provider.maxOpen).toBe(2);
    await Promise.all(provider.requests.map((request) => request.ended));
  });

  it('does not take a finished client for one that left', async () => {
    await (await post(STREAM)).text();
    await provider.requests[0]?.ended;
    expect(provider.requests[0]).toMatchObject({ clientGone: false, endedAtMs: expect.any(Number) });
    expect(provider.requests[0]?.responseBytes).toBeGreaterThan(500);
  });

  it('says what it waited for when it waits in vain', async () => {
    await expect(provider.until(({ open }) => open === 99, 1)).rejects.toThrow('open === 99');
  });
});

describe('bytes', () => {
  it('sends status, reason and headers as given, repeated ones too', async () => {
    provider.script({
      status: 418,
      statusText: 'Short And Stout',
      headers: [
        ['X-Mixed-Case', 'a'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: 'tea',
    });
    const { text } = await raw();
    expect(text).toMatch(
      /^HTTP\/1\.1 418 Short And Stout\r\nX-Mixed-Case: a\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n/,
    );
    expect(text).toContain('content-length: 3\r\n');
    expect(bodyOf(text)).toBe('tea');
  });

  it('keeps pieces apart as chunks, split inside a character', async () => {
    const bytes = Buffer.from('data: ä\n\n');
    provider.script({ body: splitAt(bytes, [7]) });
    const { bytes: received } = await raw();
    const head = received.indexOf('\r\n\r\n') + 4;
    expect(received.subarray(head)).toEqual(
      Buffer.concat([
        Buffer.from('7\r\ndata: \xc3\r\n', 'latin1'),
        Buffer.from('3\r\n\xa4\n\n\r\n0\r\n\r\n', 'latin1'),
      ]),
    );
  });

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['zstd', zstdDecompressSync],
  ] as const)('compresses with %s, whole and in flushed pieces', async (encoding, decode) => {
    provider.script({ encoding, body: 'in one piece' }, { encoding, body: ['first ', 'second'], framing: 'close' });
    const whole = await raw();
    expect(whole.text).toContain(`content-encoding: ${encoding}`);
    expect(decode(whole.bytes.subarray(whole.bytes.indexOf('\r\n\r\n') + 4)).toString()).toBe('in one piece');
    const pieces = await raw();
    expect(decode(pieces.bytes.subarray(pieces.bytes.indexOf('\r\n\r\n') + 4)).toString()).toBe('first second');
  });

  it('lets the first flushed piece be read before the rest is sent', async () => {
    const gate = Promise.withResolvers<void>();
    provider.script({ encoding: 'gzip', body: ['first', { until: gate.promise }, 'second'] });
    const reader = (await post()).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader?.read()).toEqual({ done: false, value: 'first' });
    gate.resolve();
    expect(await reader?.read()).toEqual({ done: false, value: 'second' });
  });

  it('sends trailers, informational answers and junk after the end', async () => {
    provider.script({
      informational: [{ status: 103, headers: { link: '</a>' } }],
      body: ['x'],
      trailers: [['x-sum', '1']],
      trailingJunk: 'JUNK',
    });
    const { text } = await raw();
    expect(text).toMatch(/^HTTP\/1\.1 103 .*\r\nlink: <\/a>\r\n\r\nHTTP\/1\.1 200 /);
    expect(text).toMatch(/1\r\nx\r\n0\r\nx-sum: 1\r\n\r\nJUNK$/);
  });

  it('sends raw bytes with no HTTP of its own', async () => {
    provider.script({ raw: 'SSH-2.0-nonsense\r\n' });
    expect(await raw()).toMatchObject({ text: 'SSH-2.0-nonsense\r\n', errorCode: null });
    expect(provider.requests[0]).toMatchObject({ status: null, clientGone: false });
  });

  it('holds back for a reader that does not read', async () => {
    const piece = Buffer.alloc(64 * 1024);
    const pieces = 800;
    provider.script({
      body: function* () {
        for (let i = 0; i < pieces; i++) yield piece;
      },
    });
    const socket = connect(provider.port, '127.0.0.1');
    socket.pause();
    socket.write(rawRequest('POST', '/v1/messages', { body: MESSAGE }));
    await provider.until(({ requests }) => (requests[0]?.responseBytes ?? 0) > 0);
    let bytes = 0;
    socket.on('data', (data) => {
      bytes += data.length;
    });
    expect(provider.requests[0]?.responseBytes).toBeLessThan((pieces * piece.length) / 2);
    socket.resume();
    await new Promise((resolve) => socket.on('close', resolve));
    expect(bytes).toBeGreaterThan(pieces * piece.length);
  });
});

describe('endings', () => {
  it('ends a stream in order, but without message_stop', async () => {
    provider.script(streamMessage({ stopAfter: 5 }));
    const { text } = await raw(STREAM);
    expect(text).not.toContain('message_stop');
    expect(text).toMatch(/0\r\n\r\n$/);
  });

  it('closes the connection in mid-stream', async () => {
    provider.script(streamMessage({ stopAfter: 5, ending: 'fin' }));
    const { text, errorCode } = await raw(STREAM);
    expect(errorCode).toBeNull();
    expect(text).toContain('content_block_delta');
    expect(text).not.toMatch(/0\r\n\r\n$/);
    expect(provider.requests[0]?.clientGone).toBe(false);
  });

  it('resets the connection', async () => {
    provider.script({ body: ['x'], ending: 'reset' }, { raw: '', ending: 'reset' });
    expect((await raw()).errorCode).toBe('ECONNRESET');
    expect(await raw()).toMatchObject({ text: '', errorCode: 'ECONNRESET' });
    expect(provider.requests[0]?.clientGone).toBe(false);
  });

  it('declares more than it sends', async () => {
    provider.script({ body: 'short', contentLength: 10, ending: 'fin' });
    const { text } = await raw();
    expect(text).toContain('content-length: 10');
    expect(bodyOf(text)).toBe('short');
    provider.script({ body: 'short', contentLength: 10, ending: 'fin' });
    await expect(post().then((response) => response.text())).rejects.toThrow();
  });

  it('fails in mid-stream with an error event, the rest unsaid', async () => {
    provider.script(streamMessage({ failAfter: { events: 4 } }));
    const text = await (await post(STREAM)).text();
    expect(text).toMatch(
      /event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error","message":"Overloaded"/,
    );
    expect(text).not.toContain('message_stop');
  });

  it('lets go of everything when it closes', async () => {
    const own = await startMockProvider();
    own.script({ ending: 'hang' });
    const pending = rawExchange(own.port, rawRequest('POST', '/v1/messages', { body: MESSAGE }));
    await own.until(({ open }) => open === 1);
    await own.close();
    await pending;
    expect(own.requests[0]?.clientGone).toBe(false);
  });
});

describe('time and order', () => {
  it('waits before the head, before the first byte, and between pieces, on its own clock', async () => {
    const clock = manualClock();
    const timed = await startMockProvider({ clock });
    timed.script({
      headDelayMs: 1000,
      firstByteDelayMs: 2000,
      betweenMs: 3000,
      body: ['a', 'b', { waitMs: 4000 }, 'c'],
    });
    const result = rawExchange(timed.port, rawRequest('POST', '/v1/messages', { body: MESSAGE }));
    const bytesAfter = async (ms: number) => {
      await expect.poll(() => clock.sleeping).toBe(1);
      const before = timed.requests[0]?.responseBytes;
      clock.advance(ms);
      return before;
    };
    await timed.until(({ open }) => open === 1);
    expect(await bytesAfter(999)).toBe(0);
    expect(timed.requests[0]?.status).toBeNull();
    expect(await bytesAfter(1)).toBe(0);
    expect(await bytesAfter(2000)).toBe(0);
    expect(timed.requests[0]?.answeredAtMs).toBe(manualClock().now() + 1000);
    expect(await bytesAfter(3000)).toBe(1);
    expect(await bytesAfter(4000)).toBe(2);
    expect(await bytesAfter(3000)).toBe(2);
    expect((await result).text).toMatch(/1\r\nc\r\n0\r\n\r\n$/);
    await timed.close();
  });

  it('answers before the body has come when it is to', async () => {
    provider.script({ status: 413, early: true, body: 'too large' });
    const socket = connect(provider.port, '127.0.0.1');
    socket.write('POST /v1/messages HTTP/1.1\r\nhost: mock\r\ncontent-length: 1000000\r\n\r\n{');
    const [data] = (await new Promise((resolve) => socket.once('data', (chunk) => resolve([chunk])))) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    await provider.until(({ open }) => open === 0);
  });

  it('reads no body before it may, and tells an expecting client so', async () => {
    const gate = Promise.withResolvers<void>();
    provider.script({ readBodyWhen: gate.promise, body: 'read' });
    const result = raw(MESSAGE, ['expect: 100-continue']);
    await provider.until(({ requests }) => requests.length === 1);
    expect(provider.requests[0]?.bodyBytes).toBe(0);
    gate.resolve();
    expect((await result).text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(provider.requests[0]?.bodyBytes).toBe(MESSAGE.length);
  });

  it('takes the script first, then the scenario, then the default', async () => {
    provider.use(sequence(...times(2, overloaded())));
    provider.script({ status: 201 });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await post()).status);
    expect(statuses).toEqual([201, 529, 529, 200]);
    provider.script({ status: 500 });
    provider.reset();
    expect((await post()).status).toBe(200);
    expect(provider.requests).toHaveLength(1);
  });
});
