import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway, until } from '../support/gateway.ts';
import { messageRequest, type Opened, open, RawConnection, readAll, send } from '../support/http-client.ts';
import {
  encodeEvents,
  encodeStream,
  errorEvent,
  type MockProvider,
  messageEvents,
  messageFacts,
  seededRandom,
  splitEvery,
  startMockProvider,
  streamMessage,
} from '../support/mock-provider/index.ts';

const MB = 1024 ** 2;
const SSE = { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_stream' };
const FACTS = messageFacts({ model: 'claude-sonnet-5' }, { model: null, bodyBytes: 40 }, seededRandom(1));
const EVENTS = encodeEvents(messageEvents(FACTS));
const NO_RETRIES = { 'x-weir-retries': '0' };

let provider: MockProvider;
let gateway: RunningGateway;
/** Attempts on record before the test. */
let before: number;

beforeAll(async () => {
  provider = await startMockProvider();
  gateway = await startGateway({ env: { WEIR_UPSTREAMS: `anthropic=${provider.url}` } });
  before = 0;
});
afterEach(async () => {
  provider.reset();
  before = (await gateway.attempts()).length;
});
afterAll(async () => {
  await gateway.stop();
  await provider.close();
});

const stream = (headers: Record<string, string> = {}) => messageRequest({ stream: true }, headers);
const recorded = async (count = 1) => (await gateway.untilAttempts(before + count)).slice(before);

async function next({ response }: Opened): Promise<string> {
  for (;;) {
    const chunk = response.read() as Buffer | null;
    if (chunk) return chunk.toString();
    await once(response, 'readable');
  }
}

describe('a stream', () => {
  it('reaches the client event by event, each before the next is sent', async () => {
    const gates = EVENTS.map(() => Promise.withResolvers<void>());
    provider.script({
      headers: SSE,
      body: EVENTS.flatMap((event, i) => [event, { until: gates[i]?.promise as Promise<void> }]),
    });
    const opened = await open(gateway.url, stream());
    for (const [i, event] of EVENTS.entries()) {
      expect(await next(opened)).toBe(event);
      gates[i]?.resolve();
    }
    const rest = await readAll(opened);
    expect(rest).toMatchObject({ broken: false, body: Buffer.alloc(0) });
    expect(await recorded()).toMatchObject([
      {
        outcome: 'ok',
        stream: true,
        status: 200,
        model: 'claude-sonnet-5',
        requestId: 'req_stream',
        stopReason: 'end_turn',
      },
    ]);
  });

  it('passes on pings and comments as they come', async () => {
    const gate = Promise.withResolvers<void>();
    const beat = [...EVENTS.slice(0, 2), ': still here\n\n', 'event: ping\ndata: {"type":"ping"}\n\n'];
    provider.script({ headers: SSE, body: [...beat, { until: gate.promise }, ...EVENTS.slice(2)] });
    const opened = await open(gateway.url, stream());
    let text = '';
    while (!text.includes('ping')) text += await next(opened);
    expect(text).toBe(beat.join(''));
    gate.resolve();
    expect((await readAll(opened)).broken).toBe(false);
  });

  it.each([1, 7, 1000])('cut into pieces of %i bytes arrives byte for byte', async (size) => {
    const bytes = encodeStream(messageEvents(FACTS), {
      newline: '\r\n',
      bom: true,
      comment: 'é',
      finalBlankLine: false,
    });
    provider.script({ headers: SSE, body: splitEvery(bytes, size) });
    const got = await send(gateway.url, stream());
    expect(got.body.equals(bytes)).toBe(true);
    expect(await recorded()).toMatchObject([{ outcome: 'ok', usage: { outputTokens: FACTS.outputTokens } }]);
  });

  it.each(['gzip', 'br', 'zstd'] as const)(
    'in %s arrives as it came, piece by piece, and is read',
    async (encoding) => {
      const gate = Promise.withResolvers<void>();
      provider.script({
        headers: SSE,
        encoding,
        body: [...EVENTS.slice(0, 2), { until: gate.promise }, ...EVENTS.slice(2)],
      });
      const opened = await open(gateway.url, stream());
      expect((await next(opened)).length).toBeGreaterThan(0);
      gate.resolve();
      expect((await readAll(opened)).broken).toBe(false);
      expect(await recorded()).toMatchObject([{ outcome: 'ok', stopReason: 'end_turn', model: 'claude-sonnet-5' }]);
    },
  );

  it('has its head held until the first event, not longer', async () => {
    const gate = Promise.withResolvers<void>();
    provider.script({ headers: SSE, body: [{ until: gate.promise }, ...EVENTS] });
    const opening = open(gateway.url, stream());
    await provider.until(({ requests }) => requests.at(-1)?.answeredAtMs !== null);
    gate.resolve();
    expect((await readAll(await opening)).body.toString()).toBe(EVENTS.join(''));
  });
});

describe('a stream that fails', () => {
  it('before any content is an overload, and arrives byte for byte when it is not retried', async () => {
    const events = encodeEvents([errorEvent('overloaded_error', 'Overloaded', 'req_1')]);
    provider.script({ headers: SSE, body: events });
    const got = await send(gateway.url, stream(NO_RETRIES));
    expect(got).toMatchObject({ status: 200, broken: false });
    expect(got.body.toString()).toBe(events.join(''));
    expect(got.headers['x-should-retry']).toBeUndefined();
    expect(await recorded()).toMatchObject([
      { outcome: 'overloaded', phase: 'before_content', status: 200, errorType: 'overloaded_error', final: true },
    ]);
  });

  it('before any content arrives at once when it is not retried, its end following when it comes', async () => {
    const gate = Promise.withResolvers<void>();
    const [event = ''] = encodeEvents([errorEvent('overloaded_error', 'Overloaded', null)]);
    provider.script({ headers: SSE, body: [event, { until: gate.promise }, ': and more\n\n'] });
    const opened = await open(gateway.url, stream(NO_RETRIES));
    expect(await next(opened)).toBe(event);
    gate.resolve();
    expect((await readAll(opened)).body.toString()).toBe(': and more\n\n');
    expect(await recorded()).toMatchObject([{ outcome: 'overloaded', phase: 'before_content' }]);
  });

  it('in the middle is an overload that cannot be retried', async () => {
    provider.script(streamMessage({ failAfter: { events: 5 } }));
    const got = await send(gateway.url, stream());
    expect(got.body.toString()).toContain('overloaded_error');
    expect(got.broken).toBe(false);
    expect(await recorded()).toMatchObject([
      { outcome: 'overloaded', phase: 'mid_stream', status: 200, n: 1, final: true },
    ]);
    expect(provider.requests).toHaveLength(1);
  });

  it.each(['fin', 'reset'] as const)(
    'because the provider dies (%s) reaches the client as a broken stream',
    async (ending) => {
      provider.script(streamMessage({ stopAfter: 5, ending }));
      const got = await send(gateway.url, stream());
      expect(got.broken).toBe(true);
      expect(got.body.toString()).toContain('content_block_delta');
      expect(await recorded()).toMatchObject([{ outcome: 'truncated', phase: 'mid_stream', status: 200 }]);
    },
  );

  it('because it just ends without message_stop arrives as it came, and is truncated', async () => {
    provider.script(streamMessage({ stopAfter: 5 }));
    const got = await send(gateway.url, stream());
    expect(got.broken).toBe(false);
    expect(await recorded()).toMatchObject([{ outcome: 'truncated', phase: 'mid_stream' }]);
  });

  it('in a body that ends with the connection reaches the client as a reset, not as an end', async () => {
    provider.script({ headers: SSE, framing: 'close', body: EVENTS.slice(0, 5), ending: 'reset' });
    const connection = new RawConnection(gateway.port);
    const body = JSON.stringify({ model: 'm', stream: true });
    const failed = new Promise((resolve) => connection.socket.on('error', resolve));
    connection.write(`POST /v1/messages HTTP/1.0\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  });

  it('with a body shorter than it said breaks too', async () => {
    provider.script({
      headers: { 'content-type': 'application/json' },
      body: '{"type":',
      contentLength: 100,
      ending: 'fin',
    });
    const got = await send(gateway.url, messageRequest({}, NO_RETRIES));
    expect(got).toMatchObject({ status: 200, broken: true });
    expect(got.body.toString()).toBe('{"type":');
    expect(await recorded()).toMatchObject([{ outcome: 'truncated' }]);
  });

  it('before its first event, by dying, gives an error that can be retried by the client', async () => {
    provider.script({ headers: SSE, body: [], ending: 'fin' });
    const got = await send(gateway.url, stream(NO_RETRIES));
    expect(got).toMatchObject({ status: 502, broken: false });
    expect(got.headers['x-weir-error']).toBe('connection_lost');
    expect(await recorded()).toMatchObject([{ outcome: 'truncated', phase: 'before_content', status: 200 }]);
  });
});

describe('a client that leaves', () => {
  it('in the middle of a stream ends the exchange with the provider at once', async () => {
    provider.script(streamMessage({ stopAfter: 4, ending: 'hang' }));
    const opened = await open(gateway.url, stream());
    await next(opened);
    opened.leave();
    await provider.until(({ requests, open: under }) => under === 0 && requests.at(-1)?.clientGone === true);
    expect(await recorded()).toMatchObject([{ outcome: 'cancelled', status: 200, final: true }]);
  });

  it('before the provider answers ends the exchange at once', async () => {
    provider.script({ headDelayMs: 60_000 });
    const connection = new RawConnection(gateway.port);
    connection.write('GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await provider.until(({ open: under }) => under === 1);
    connection.close();
    await provider.until(({ open: under }) => under === 0);
    expect(await recorded()).toMatchObject([{ outcome: 'cancelled', status: null }]);
  });

  it('while its request is still going up ends the exchange', async () => {
    const connection = new RawConnection(gateway.port);
    connection.write(`POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${8 * MB}\r\n\r\n`);
    connection.write(Buffer.alloc(3 * MB));
    await provider.until(({ requests }) => (requests.at(-1)?.bodyBytes ?? 0) > MB);
    connection.close();
    await provider.until(({ open: under }) => under === 0);
    expect(await recorded()).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('after message_stop has had a good call', async () => {
    provider.script(streamMessage({ ending: 'hang' }));
    const opened = await open(gateway.url, stream());
    let text = '';
    while (!text.includes('message_stop')) text += await next(opened);
    opened.leave();
    await provider.until(({ open: under }) => under === 0);
    expect(await recorded()).toMatchObject([{ outcome: 'ok', stopReason: 'end_turn' }]);
  });

  it('by closing only its sending side has left too', async () => {
    provider.script({ headDelayMs: 60_000 });
    const connection = new RawConnection(gateway.port);
    connection.write('GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await provider.until(({ open: under }) => under === 1);
    connection.socket.end();
    await provider.until(({ open: under }) => under === 0);
    expect(await recorded()).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('before its request is all in never was a call', async () => {
    const connection = new RawConnection(gateway.port);
    connection.write('POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"model":');
    await until(
      () => fetch(`${gateway.url}/healthz`).then((r) => r.json()),
      (health) => health.openCalls === 1,
    );
    connection.close();
    await until(
      () => fetch(`${gateway.url}/healthz`).then((r) => r.json()),
      (health) => health.openCalls === 0,
    );
    expect(provider.requests).toHaveLength(0);
    expect(await gateway.attempts()).toHaveLength(before);
  });
});

describe('back-pressure', () => {
  it('of a client that does not read reaches the provider', async () => {
    const total = 200 * MB;
    const piece = Buffer.alloc(MB, 'x');
    provider.script({
      headers: { 'content-type': 'application/octet-stream' },
      body: function* () {
        for (let sent = 0; sent < total; sent += piece.length) yield piece;
      },
    });
    const opened = await open(gateway.url, { path: '/v1/files/x/content' });
    const seen = () => provider.requests.at(-1)?.responseBytes ?? 0;
    // What has been taken does not change any more once every buffer on the way is full.
    let last = -1;
    await until(seen, (bytes) => {
      const still = bytes === last && bytes > 0;
      last = bytes;
      return still;
    });
    expect(seen()).toBeLessThan(40 * MB);
    let read = 0;
    for await (const chunk of opened.response) read += (chunk as Buffer).length;
    expect(read).toBe(total);
  });

  it('of a provider that does not read reaches the client, and nothing is held', async () => {
    const gate = Promise.withResolvers<void>();
    provider.script({ readBodyWhen: gate.promise, body: 'done' });
    const total = 200 * MB;
    const connection = new RawConnection(gateway.port);
    connection.write(`POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${total}\r\n\r\n`);
    let written = 0;
    const pump = () => {
      while (written < total) {
        written += MB;
        if (!connection.socket.write(Buffer.alloc(MB))) return;
      }
    };
    connection.socket.on('drain', pump);
    pump();
    let last = -1;
    await until(
      () => written,
      (bytes) => {
        const still = bytes === last;
        last = bytes;
        return still;
      },
    );
    expect(written).toBeLessThan(60 * MB);
    gate.resolve();
    await connection.until((text) => text.includes('done'), 30_000);
    expect(provider.requests.at(-1)?.bodyBytes).toBe(total);
    connection.close();
  });

  it('keeps a body of 500 MB out of memory', async () => {
    const memory = async () => {
      const text = await (await fetch(`${gateway.url}/metrics`)).text();
      return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
    };
    const start = await memory();
    const total = 500 * MB;
    const connection = new RawConnection(gateway.port);
    connection.write(`POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${total}\r\n\r\n`);
    const piece = Buffer.alloc(4 * MB);
    let peak = 0;
    for (let sent = 0; sent < total; sent += piece.length) {
      if (!connection.socket.write(piece)) await once(connection.socket, 'drain');
      if (sent % (40 * MB) === 0) peak = Math.max(peak, await memory());
    }
    await connection.until((text) => text.includes('file_mock'), 30_000);
    expect(provider.requests.at(-1)?.bodyBytes).toBe(total);
    expect(peak - start).toBeLessThan(200 * MB);
    connection.close();
  });
});
