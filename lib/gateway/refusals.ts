import type { OwnAnswer } from './own-answer.ts';
import type { OverloadAnswer } from './traffic.ts';

export const BAD_HEAD: OwnAnswer = {
  status: 502,
  code: 'bad_response',
  message: 'The answer of the upstream cannot be passed on.',
};

export const BODY_TOO_LARGE: OwnAnswer = {
  status: 413,
  code: 'body_too_large',
  message: 'The request body is over the limit that WEIR_MAX_BODY sets.',
};

export const BODY_TOO_SLOW: OwnAnswer = {
  status: 408,
  code: 'request_timeout',
  message: 'The request body stopped coming.',
};

export const STOPPING: OwnAnswer = { status: 503, code: 'stopping', message: 'The gateway is being stopped.' };

function busy(code: string, message: string, retryAfterMs: number): OwnAnswer {
  return { status: 503, type: 'overloaded_error', code, message, headers: retryAfter(retryAfterMs) };
}

/** In whole seconds, from one up. */
function retryAfter(ms: number): string[] {
  return ['retry-after', String(Math.min(3600, Math.max(1, Math.ceil(ms / 1000))))];
}

export function queueFull(retryAfterMs: number): OwnAnswer {
  return busy('queue_full', 'As many calls as may wait for this upstream are waiting already.', retryAfterMs);
}

export function queueTimeout(retryAfterMs: number): OwnAnswer {
  return busy('queue_timeout', 'The call waited for a place at this upstream for as long as it may.', retryAfterMs);
}

/** While its circuit is open, an upstream's last error stands for the next. */
export function circuitOpen(last: OverloadAnswer, retryAfterMs: number): OwnAnswer {
  const message = `The upstream is overloaded and left alone for a moment; it last said: ${last.message}`;
  return { ...busy('circuit_open', message, retryAfterMs), status: last.status };
}

export const FOREIGN_HOST: OwnAnswer = {
  status: 421,
  code: 'foreign_host',
  message: 'The Host header names none of this gateway; WEIR_ALLOWED_HOSTS adds names.',
};

export const TRANSFER_CODING: OwnAnswer = {
  status: 501,
  code: 'transfer_coding',
  message: 'Of transfer codings only chunked is understood.',
};

export const EXPECTATION: OwnAnswer = {
  status: 417,
  code: 'expectation',
  message: 'Of expectations only 100-continue is understood.',
};

export const NO_UPGRADE: OwnAnswer = {
  status: 501,
  code: 'no_upgrade',
  message: 'The gateway speaks HTTP/1.1 only; WebSockets do not pass.',
};

export const NO_TUNNEL: OwnAnswer = { status: 405, code: 'no_tunnel', message: 'The gateway is no CONNECT proxy.' };

export const NO_ROUTE: OwnAnswer = {
  status: 404,
  code: 'no_route',
  message: 'There is nothing at this path: the gateway serves /v1/... and /to/NAME/...',
};

export const BAD_TARGET: OwnAnswer = {
  status: 400,
  code: 'bad_target',
  message: 'The request target must be a path that starts with one slash.',
};

export const GET_ONLY: OwnAnswer = { status: 405, code: 'get_only', message: 'This path answers GET.' };

export const HEADERS_TOO_LARGE: OwnAnswer = {
  status: 431,
  code: 'headers_too_large',
  message: 'The request headers are over 64 KB.',
};

export const HEADERS_TOO_SLOW: OwnAnswer = {
  status: 408,
  code: 'headers_timeout',
  message: 'The request headers were not all there within 10 s.',
};

export const NOT_HTTP: OwnAnswer = { status: 400, code: 'not_http', message: 'The request is not valid HTTP/1.1.' };

export const INTERNAL: OwnAnswer = { status: 500, code: 'internal', message: 'The gateway failed at this request.' };

export function unknownUpstream(name: string, known: readonly string[]): OwnAnswer {
  const shown = name.slice(0, 40).replace(/[^\w.-]/g, '?');
  const message = `There is no upstream named ${shown}; WEIR_UPSTREAMS names ${known.join(', ')}.`;
  return { status: 404, code: 'unknown_upstream', message };
}
