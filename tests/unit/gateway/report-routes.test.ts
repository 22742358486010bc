import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { encodingOf, kindOf, routeOf, unauthorized } from '../../../lib/gateway/report-routes.ts';

function aRequest(over: { method?: string; headers?: Record<string, string>; from?: string } = {}): IncomingMessage {
  const { method = 'POST', headers = { 'content-type': 'application/json' }, from = '127.0.0.1' } = over;
  return { method, headers, socket: { remoteAddress: from } } as unknown as IncomingMessage;
}

describe('who may report', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.7', false],
    ['::ffff:10.0.0.7', false],
    ['', false],
  ])('without a token: from %j %s', (from, may) => {
    expect(unauthorized(aRequest({ from }), null) === null).toBe(may);
  });

  it.each([
    ['Bearer secret-token', true],
    ['bearer secret-token', true],
    ['Bearer secret-tokem', false],
    ['Basic secret-token', false],
    ['secret-token', false],
    ['', false],
  ])('with a token, also from here, whoever shows it: %j %s', (authorization, may) => {
    const refusal = unauthorized(aRequest({ headers: { authorization } }), 'secret-token');
    expect(refusal === null).toBe(may);
    if (refusal) expect(refusal).toMatchObject({ status: 401, headers: ['www-authenticate', expect.any(String)] });
  });
});

describe('where a body goes', () => {
  it.each([
    ['/report/v1/attempts', 'reports'],
    ['/otlp/v1/traces', 'traces'],
    ['/otlp/v1/logs', 'logs'],
    ['/otlp/v1/metrics', 'metrics'],
    ['/otlp/v1/profiles', null],
    ['/report/v1/attempts/', null],
    ['__proto__', null],
  ])('%s is for %s', (path, kind) => {
    expect(kindOf(path)).toBe(kind);
  });

  it('is told by the head', () => {
    const headers = { 'content-type': 'Application/X-Protobuf; x=1', 'content-encoding': 'GZIP' };
    expect(routeOf(aRequest({ headers }), 'traces')).toEqual({ kind: 'traces', encoding: 'protobuf', gzip: true });
    expect(routeOf(aRequest(), 'reports')).toEqual({ kind: 'reports', encoding: 'json', gzip: false });
    expect(encodingOf(aRequest({ headers: {} }))).toBe('json');
  });

  it.each<[string, Parameters<typeof aRequest>[0], 'reports' | 'traces', number]>([
    ['GET', { method: 'GET' }, 'reports', 405],
    ['no content type', { headers: {} }, 'traces', 415],
    ['protobuf for reports', { headers: { 'content-type': 'application/x-protobuf' } }, 'reports', 415],
    ['brotli', { headers: { 'content-type': 'application/json', 'content-encoding': 'br' } }, 'traces', 415],
    [
      'what says that it is too large',
      { headers: { 'content-type': 'application/json', 'content-length': '16777217' } },
      'traces',
      413,
    ],
  ])('%s is refused', (_, over, kind, status) => {
    expect(routeOf(aRequest(over), kind)).toMatchObject({ status, code: expect.any(String) });
  });
});
