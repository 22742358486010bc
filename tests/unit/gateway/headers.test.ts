import { describe, expect, it } from 'vitest';
import { clientHeaders, contentLength, trailerPairs, upstreamHeaders } from '../../../lib/gateway/headers.ts';

const raw = (...values: string[]) => values.map((value) => Buffer.from(value, 'latin1'));

describe('headers on their way up', () => {
  it('keeps order, case and repetition', () => {
    const sent = ['Accept', 'a', 'X-Thing', '1', 'accept', 'b', 'ANTHROPIC-BETA', 'x,y'];
    expect(upstreamHeaders(sent, undefined)).toEqual(sent);
  });

  it.each([
    'Connection',
    'Keep-Alive',
    'Proxy-Authenticate',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Transfer-Encoding',
    'Upgrade',
    'Trailer',
    'Host',
    'Content-Length',
    'Expect',
    'X-Weir-App',
    'x-weir-retries',
    'X-WEIR-MAX-WAIT-MS',
  ])('leaves out %s', (name) => {
    expect(upstreamHeaders([name, 'v', 'authorization', 'Bearer k'], undefined)).toEqual(['authorization', 'Bearer k']);
  });

  it('leaves out what Connection names, in any case and spacing', () => {
    const sent = ['Connection', 'close,  X-Private ,x-other', 'x-private', '1', 'X-Other', '2', 'x-public', '3'];
    expect(upstreamHeaders(sent, 'close,  X-Private ,x-other')).toEqual(['x-public', '3']);
  });

  it('tolerates a Connection of commas', () => {
    expect(upstreamHeaders(['x', '1'], ' , ,')).toEqual(['x', '1']);
  });
});

describe('headers on their way down', () => {
  it('keeps order, case, repetition and every byte of a value', () => {
    const sent = raw('Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Text', 'caf\xe9');
    expect(clientHeaders(sent, { chunked: true })).toEqual([
      'Set-Cookie',
      'a=1',
      'set-cookie',
      'b=2',
      'X-Text',
      'caf\xe9',
    ]);
  });

  it('keeps content-length, date, retry-after and the rate limits', () => {
    const sent = raw('content-length', '5', 'Date', 'd', 'retry-after', '1', 'anthropic-ratelimit-requests-limit', '4');
    expect(clientHeaders(sent, { chunked: false })).toHaveLength(8);
  });

  it('leaves out hop-by-hop headers, those that Connection names, and its own', () => {
    const sent = raw('Connection', 'x-hop', 'X-Hop', '1', 'Keep-Alive', 'timeout=5', 'Transfer-Encoding', 'chunked');
    const own = raw('x-weir-call', 'theirs', 'X-Weir-Attempts', '9', 'kept', '1');
    expect(clientHeaders([...sent, ...own], { chunked: true })).toEqual(['kept', '1']);
  });

  it('takes the names of several Connection headers together', () => {
    const sent = raw('connection', 'a', 'connection', 'b', 'a', '1', 'b', '2', 'c', '3');
    expect(clientHeaders(sent, { chunked: true })).toEqual(['c', '3']);
  });

  it('announces trailers only where there can be some', () => {
    const sent = raw('Trailer', 'x-sum');
    expect(clientHeaders(sent, { chunked: true })).toEqual(['Trailer', 'x-sum']);
    expect(clientHeaders(sent, { chunked: false })).toEqual([]);
  });

  it('drops one more on request', () => {
    expect(clientHeaders(raw('X-Should-Retry', 'true', 'a', 'b'), { chunked: true }, 'x-should-retry')).toEqual([
      'a',
      'b',
    ]);
  });

  it('gives trailers as pairs, without framing fields', () => {
    expect(trailerPairs(raw('X-Sum', '1', 'content-length', '4', 'x-sum', '2'))).toEqual([
      ['X-Sum', '1'],
      ['x-sum', '2'],
    ]);
  });
});

describe('content-length', () => {
  it.each([
    ['0', 0],
    ['548', 548],
    [undefined, null],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['0x10', null],
    ['9'.repeat(16), null],
  ])('%j is %j', (value, expected) => {
    expect(contentLength(value)).toBe(expected);
  });
});
