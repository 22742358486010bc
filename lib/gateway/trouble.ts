import { errors } from 'undici';

/** Why an upstream gave no whole answer. */
export interface Trouble {
  kind: 'timeout' | 'network' | 'request';
  /** What the client gets when nothing was passed on yet. */
  status: 502 | 504 | 400;
  /** Of `x-weir-error`. */
  code: string;
  message: string;
}

const TLS_CODE = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
]);

const timeout = (code: string, message: string): Trouble => ({ kind: 'timeout', status: 504, code, message });
const network = (code: string, message: string): Trouble => ({ kind: 'network', status: 502, code, message });

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) {
    const first: unknown = error.errors[0];
    if (first) return codeOf(first);
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** What an error of undici, of a socket or of TLS means, in the gateway's words. */
export function troubleOf(error: unknown): Trouble {
  const code = codeOf(error);
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return timeout('connect_timeout', 'No connection to the upstream within the time limit.');
    case 'UND_ERR_HEADERS_TIMEOUT':
      return timeout('first_byte_timeout', 'The upstream did not begin to answer within the time limit.');
    case 'UND_ERR_BODY_TIMEOUT':
      return timeout('silence_timeout', 'The upstream fell silent for longer than the time limit.');
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return {
        kind: 'request',
        status: 400,
        code: 'bad_request',
        message: 'The request cannot be passed on as it is.',
      };
    case 'UND_ERR_HEADERS_OVERFLOW':
      return network('bad_response', 'The response headers of the upstream are too large.');
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    case 'ECONNRESET':
    case 'EPIPE':
      return network('connection_lost', 'The upstream closed the connection before its answer was complete.');
  }
  if (UNREACHABLE.has(code)) return network('unreachable', `The upstream cannot be reached (${code}).`);
  if (TLS_CODE.test(code)) return network('tls_failed', `No trusted TLS connection to the upstream (${code}).`);
  if (error instanceof errors.HTTPParserError || code.startsWith('HPE_'))
    return network('bad_response', 'The answer of the upstream is not HTTP.');
  return network('upstream_failed', `The exchange with the upstream failed${code ? ` (${code})` : ''}.`);
}
