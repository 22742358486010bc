import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { messageRequest, send } from '../support/http-client.ts';
import {
  encodeEvents,
  type MockProvider,
  messageEvents,
  messageFacts,
  seededRandom,
  startMockProvider,
} from '../support/mock-provider/index.ts';

const SSE = { 'content-type': 'text/event-stream' };
const EVENTS = encodeEvents(messageEvents(messageFacts({}, { model: null, bodyBytes: 40 }, seededRandom(1))));

let provider: MockProvider;
let gateway: RunningGateway;
let silent: Server;
let selfSigned: HttpsServer;
let folder: string;
const sockets = new Set<Socket>();

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server with a certificate that nobody trusts. */
function startSelfSigned(): HttpsServer {
  folder = mkdtempSync(join(tmpdir(), 'weir-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const options = { key: readFileSync(key), cert: readFileSync(cert) };
  return createHttpsServer(options, (_request, response) => response.end('secret')).listen(0, '127.0.0.1');
}

beforeAll(async () => {
  provider = await startMockProvider();
  // Accepts connections and never says a word.
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  selfSigned = startSelfSigned();
  await new Promise((resolve) => selfSigned.once('listening', resolve));
  const upstreams = {
    anthropic: provider.url,
    closed: `http://127.0.0.1:${await closedPort()}`,
    nowhere: 'http://no-such-host.invalid',
    silent: `http://127.0.0.1:${portOf(silent)}`,
    handshake: `https://127.0.0.1:${portOf(silent)}`,
    untrusted: `https://127.0.0.1:${portOf(selfSigned)}`,
  };
  gateway = await startGateway({
    env: {
      WEIR_UPSTREAMS: Object.entries(upstreams)
        .map(([name, url]) => `${name}=${url}`)
        .join(','),
      WEIR_CONNECT_TIMEOUT: '300ms',
      WEIR_FIRST_BYTE_TIMEOUT: '400ms',
      WEIR_SILENCE_TIMEOUT: '500ms',
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await provider.close();
  for (const socket of sockets) socket.destroy();
  silent.close();
  selfSigned.close();
  rmSync(folder, { recursive: true, force: true });
});

async function attempt(path: string, body: object = {}) {
  const before = (await gateway.attempts()).length;
  const request = messageRequest(body, { 'x-weir-retries': '0' });
  const received = await send(gateway.url, { ...request, path });
  const rows = await gateway.untilAttempts(before + 1);
  return { received, row: rows[before] };
}

const errorOf = (body: Buffer) => JSON.parse(body.toString());

describe('an upstream that cannot be reached', () => {
  it.each([
    ['/to/closed/v1/messages', 502, 'unreachable', 'api_error', 'network_error'],
    ['/to/nowhere/v1/messages', 502, 'unreachable', 'api_error', 'network_error'],
    ['/to/untrusted/v1/messages', 502, 'tls_failed', 'api_error', 'network_error'],
    ['/to/handshake/v1/messages', 504, 'connect_timeout', 'timeout_error', 'timeout'],
    ['/to/silent/v1/messages', 504, 'first_byte_timeout', 'timeout_error', 'timeout'],
  ])('%s is answered with %i %s', async (path, status, code, type, outcome) => {
    const { received, row } = await attempt(path);
    expect(received).toMatchObject({ status, headers: { 'x-weir-error': code, 'content-type': 'application/json' } });
    expect(errorOf(received.body)).toEqual({
      type: 'error',
      error: { type, message: expect.stringContaining('Weir: ') },
    });
    expect(received.headers['x-weir-call']).toBe(row?.callId);
    expect(row).toMatchObject({ outcome, status: null, final: true, firstByteMs: null });
  });

  it('is told in the shape of its own dialect', async () => {
    const { received } = await attempt('/to/closed/v1/chat/completions');
    expect(errorOf(received.body)).toMatchObject({ error: { type: 'api_error', code: 'api_error', param: null } });
    const gemini = await attempt('/to/closed/v1beta/models/gemini-3:generateContent');
    expect(errorOf(gemini.received.body)).toMatchObject({ error: { code: 502, status: 'UNAVAILABLE' } });
  });
});

describe('an upstream that answers badly', () => {
  it.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n', 'bad_response'],
    ['a broken head', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n', 'bad_response'],
    ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(300_000)}\r\n\r\n`, 'bad_response'],
    ['nothing', '', 'connection_lost'],
  ])('with %s: 502', async (_what, raw, code) => {
    provider.script({ raw });
    const { received, row } = await attempt('/v1/messages');
    expect(received).toMatchObject({ status: 502, headers: { 'x-weir-error': code } });
    expect(row).toMatchObject({ outcome: 'network_error', status: null });
  });

  it('by resetting the connection: 502', async () => {
    provider.script({ raw: '', ending: 'reset' });
    const { received } = await attempt('/v1/messages');
    expect(received).toMatchObject({ status: 502, headers: { 'x-weir-error': 'connection_lost' } });
  });

  it('by saying more than it announced does not spoil the next call', async () => {
    const said = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged';
    provider.script({ raw: said });
    expect((await attempt('/v1/messages')).received.body.toString()).toBe('{}');
    const next = await attempt('/v1/messages');
    expect(next.received.body.toString()).not.toContain('forged');
  });
});

describe('an upstream that falls silent', () => {
  it('before it answers: 504', async () => {
    provider.script({ headDelayMs: 60_000 });
    const { received, row } = await attempt('/v1/messages');
    expect(received).toMatchObject({ status: 504, headers: { 'x-weir-error': 'first_byte_timeout' } });
    expect(row).toMatchObject({ outcome: 'timeout', status: null, errorType: 'first_byte_timeout' });
    expect(provider.requests.at(-1)?.clientGone).toBe(true);
  });

  it('in the middle of a stream breaks it', async () => {
    provider.script({ headers: SSE, body: EVENTS.slice(0, 5), ending: 'hang' });
    const { received, row } = await attempt('/v1/messages', { stream: true });
    expect(received).toMatchObject({ status: 200, broken: true });
    expect(row).toMatchObject({ outcome: 'timeout', phase: 'mid_stream', errorType: 'silence_timeout' });
  });

  it('before the first event of a stream: 504, for nothing was passed on', async () => {
    provider.script({ headers: SSE, body: [], ending: 'hang' });
    const { received, row } = await attempt('/v1/messages', { stream: true });
    expect(received).toMatchObject({ status: 504, headers: { 'x-weir-error': 'silence_timeout' } });
    expect(row).toMatchObject({ outcome: 'timeout', phase: 'before_content', status: 200 });
  });

  it('in the middle of an error passes on what there is of it', async () => {
    provider.script({ status: 529, headers: { 'request-id': 'req_9' }, body: ['{"type":"error",'], ending: 'hang' });
    const { received, row } = await attempt('/v1/messages');
    expect(received).toMatchObject({ status: 529, broken: true, headers: { 'request-id': 'req_9' } });
    expect(received.body.toString()).toBe('{"type":"error",');
    expect(row).toMatchObject({ outcome: 'overloaded', status: 529 });
  });

  it('for less than the limit each time may take as long as it likes', async () => {
    provider.script({ headers: SSE, body: EVENTS, betweenMs: 120 });
    const { received, row } = await attempt('/v1/messages', { stream: true });
    expect(received.broken).toBe(false);
    expect(row).toMatchObject({ outcome: 'ok' });
    expect(row?.durationMs).toBeGreaterThan(1000);
  });
});
