import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../../lib/gateway/trouble.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('trouble with an upstream', () => {
  it.each([
    [new errors.ConnectTimeoutError(), 504, 'connect_timeout', 'timeout'],
    [new errors.HeadersTimeoutError(), 504, 'first_byte_timeout', 'timeout'],
    [new errors.BodyTimeoutError(), 504, 'silence_timeout', 'timeout'],
    [new errors.SocketError('other side closed'), 502, 'connection_lost', 'network'],
    [new errors.ResponseContentLengthMismatchError(), 502, 'connection_lost', 'network'],
    [new errors.HeadersOverflowError(), 502, 'bad_response', 'network'],
    [new errors.HTTPParserError('x'), 502, 'bad_response', 'network'],
    [withCode('HPE_INVALID_CONSTANT'), 502, 'bad_response', 'network'],
    [new errors.InvalidArgumentError('x'), 400, 'bad_request', 'request'],
    [withCode('ECONNREFUSED'), 502, 'unreachable', 'network'],
    [withCode('ENOTFOUND'), 502, 'unreachable', 'network'],
    [withCode('EAI_AGAIN'), 502, 'unreachable', 'network'],
    [withCode('ECONNRESET'), 502, 'connection_lost', 'network'],
    [withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 502, 'tls_failed', 'network'],
    [withCode('DEPTH_ZERO_SELF_SIGNED_CERT'), 502, 'tls_failed', 'network'],
    [withCode('CERT_HAS_EXPIRED'), 502, 'tls_failed', 'network'],
    [withCode('SOMETHING_NEW'), 502, 'upstream_failed', 'network'],
    [new Error('no code'), 502, 'upstream_failed', 'network'],
    ['not even an error', 502, 'upstream_failed', 'network'],
  ])('%s is %i %s', (error, status, code, kind) => {
    expect(troubleOf(error)).toMatchObject({ status, code, kind });
  });

  it('of every address of a host is that of the first', () => {
    const error = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')], 'all failed');
    expect(troubleOf(error)).toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });
});
