import { describe, expect, it } from 'vitest';
import { messageRequest, postMessage, RawConnection, send, sendRaw } from '../support/http-client.ts';
import { limitedGateway } from '../support/limited-gateway.ts';

const doors = limitedGateway({ WEIR_ALLOWED_HOSTS: 'weir.example' });

const errorOf = (text: string) => JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));

describe('targets that lead nowhere', () => {
  it.each([
    ['GET http://evil.example/v1/models HTTP/1.1', 400],
    ['GET //evil.example/v1/models HTTP/1.1', 400],
    ['GET /to/anthropic//evil.example/ HTTP/1.1', 400],
    ['OPTIONS * HTTP/1.1', 400],
    ['GET / HTTP/1.1', 404],
    ['POST /v2/messages HTTP/1.1', 404],
    ['GET /to/nobody/v1/models HTTP/1.1', 404],
    ['GET /to/__proto__/v1/models HTTP/1.1', 404],
    ['GET /to/ANTHROPIC/v1/models HTTP/1.1', 404],
    ['POST /report/v1/unknown HTTP/1.1', 404],
  ])('%s: %i', async (line, status) => {
    const text = await sendRaw(doors.gateway.port, `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(text.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(text).toMatch(/\r\nx-weir-error: [a-z_]+\r\n/);
    expect(errorOf(text)).toMatchObject({ error: { message: expect.stringContaining('Weir: ') } });
    await doors.expectUntouched();
  });

  it('an unknown upstream is named without what could do harm, and the known ones with it', async () => {
    const { body } = await send(doors.gateway.url, { path: '/to/%3Cscript%3E/v1' });
    expect(JSON.parse(body.toString()).error.message).toContain('anthropic');
    expect(body.toString()).not.toContain('<');
  });
});

describe('hosts', () => {
  it.each(['127.0.0.1', 'localhost:5291', '[::1]:80', 'LOCALHOST', '127.1.2.3', 'weir.example', 'Weir.Example:443'])(
    '%s is ours',
    async (host) => {
      const { status } = await send(doors.gateway.url, { path: '/healthz', headers: ['Host', host] });
      expect(status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:5291',
    '10.0.0.1',
    'a b',
    '[::2]',
  ])('%s is not', async (host) => {
    for (const path of ['/v1/models', '/healthz', '/metrics']) {
      const text = await sendRaw(
        doors.gateway.port,
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(text).toContain('HTTP/1.1 421 ');
      expect(text).toContain('x-weir-error: foreign_host');
    }
    await doors.expectUntouched();
  });

  it('none at all is not', async () => {
    const text = await sendRaw(doors.gateway.port, 'GET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(text).toContain('HTTP/1.1 421 ');
  });
});

describe('heads', () => {
  it('over 64 KB: 431', async () => {
    const text = await sendRaw(
      doors.gateway.port,
      `GET /v1/x HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`,
    );
    expect(text).toContain('HTTP/1.1 431 ');
    expect(text).toContain('x-weir-error: headers_too_large');
    expect(errorOf(text)).toMatchObject({ type: 'error' });
    await doors.expectUntouched();
  });

  it('just under 64 KB pass, and many headers too', async () => {
    const headers = Array.from({ length: 450 }, (_, i) => [`x-${i}`, 'v']).flat();
    const { status } = await send(doors.gateway.url, {
      path: '/v1/models',
      headers: ['Host', 'localhost', ...headers],
    });
    expect(status).toBe(200);
    const names = doors.provider.requests[0]?.rawHeaders.filter((name) => name.startsWith('x-'));
    expect(names).toHaveLength(450);
  });

  it('that dribble in are cut off', { timeout: 40_000 }, async () => {
    const connection = new RawConnection(doors.gateway.port);
    connection.write('GET /v1/models HTTP/1.1\r\nHost: localhost\r\n');
    const dribble = setInterval(() => connection.write('x: y\r\n'), 500);
    const text = await connection.untilClosed(30_000);
    clearInterval(dribble);
    expect(text).toContain('HTTP/1.1 408 ');
    expect(text).toContain('x-weir-error: headers_timeout');
    await doors.expectUntouched();
  });

  it.each([
    ['garbage', 'hello there\r\n\r\n'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a space in a name', 'GET /v1/x HTTP/1.1\r\nHost: localhost\r\nbad name: x\r\n\r\n'],
    ['two lengths', 'POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 'POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n'],
  ])('of %s: 400, and the connection ends', async (_what, bytes) => {
    const text = await sendRaw(doors.gateway.port, bytes);
    expect(text).toContain('HTTP/1.1 400 ');
    expect(text).toContain('x-weir-error: not_http');
    await doors.expectUntouched();
  });

  it.each([
    ['Transfer-Encoding: gzip, chunked', 501, 'transfer_coding'],
    ['Expect: something', 417, 'expectation'],
    ['Connection: Upgrade\r\nUpgrade: websocket', 501, 'no_upgrade'],
  ])('with %s: %i', async (header, status, code) => {
    const text = await sendRaw(
      doors.gateway.port,
      `GET /v1/x HTTP/1.1\r\nHost: localhost\r\n${header}\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    );
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(text).toContain(`x-weir-error: ${code}`);
    await doors.expectUntouched();
  });

  it('that offer HTTP/2 are answered in HTTP/1.1', async () => {
    const headers = [
      'Host',
      'localhost',
      'Connection',
      'Upgrade, HTTP2-Settings',
      'Upgrade',
      'h2c',
      'HTTP2-Settings',
      'AAMAAABk',
    ];
    expect((await send(doors.gateway.url, { path: '/v1/models', headers })).status).toBe(200);
    expect(doors.provider.requests[0]?.header('http2-settings')).toBeUndefined();
  });

  it('of CONNECT are refused', async () => {
    const text = await sendRaw(
      doors.gateway.port,
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
    );
    expect(text).toContain('HTTP/1.1 405 ');
    await doors.expectUntouched();
  });

  it.each([
    ['x-weir-retries', '21'],
    ['x-weir-retries', 'many'],
    ['x-weir-max-wait-ms', '-5'],
    ['x-weir-app', 'x'.repeat(100)],
  ])('with %s: %s: 400, naming it', async (name, value) => {
    const { status, body, headers } = await postMessage(doors.gateway.url, {}, { [name]: value });
    expect(status).toBe(400);
    expect(headers['x-weir-error']).toBe('bad_header');
    expect(JSON.parse(body.toString())).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect(body.toString()).toContain(name);
    await doors.expectUntouched();
  });
});

describe('its own paths', () => {
  it('answer GET and HEAD only', async () => {
    expect((await send(doors.gateway.url, { method: 'POST', path: '/metrics' })).status).toBe(405);
    expect(await send(doors.gateway.url, { method: 'HEAD', path: '/healthz' })).toMatchObject({
      status: 200,
      body: Buffer.alloc(0),
    });
  });

  it('tell how it does', async () => {
    await send(doors.gateway.url, messageRequest());
    const health = JSON.parse((await send(doors.gateway.url, { path: '/healthz' })).body.toString());
    expect(health).toMatchObject({
      status: 'ok',
      recorder: { state: 'ok' },
      upstreams: [{ name: 'anthropic', circuit: 'closed' }],
    });
    const metrics = (await send(doors.gateway.url, { path: '/metrics' })).body.toString();
    expect(metrics).toMatch(/^weir_attempts_total\{upstream="anthropic",outcome="ok"\} \d+$/m);
    expect(metrics).toMatch(/^weir_own_answers_total\{code="foreign_host"\} \d+$/m);
    expect(metrics).toMatch(/^weir_unrecorded_ends_total 0$/m);
    for (const line of metrics.trimEnd().split('\n'))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{[^{}]*\})? (?:[\d.e+]+|\+Inf))$/);
  });

  it('log neither keys nor bodies', async () => {
    await send(
      doors.gateway.url,
      messageRequest({ messages: [{ role: 'user', content: 'top secret prompt' }] }, { 'x-weir-retries': '99' }),
    );
    await send(doors.gateway.url, messageRequest({ messages: [{ role: 'user', content: 'top secret prompt' }] }));
    expect(doors.gateway.logged.join('\n')).not.toMatch(/sk-ant-test|top secret/);
  });
});
