import type { IncomingMessage } from 'node:http';
import { bearerToken, isSameSecret } from '../auth/token.ts';
import { isLoopbackHost } from '../config.ts';
import { MAX_SENT_BYTES } from '../intake/limits.ts';
import type { BodyEncoding, JobKind } from '../intake/thread/messages.ts';

/** Where a body goes. */
export interface ReportRoute {
  kind: JobKind;
  encoding: BodyEncoding;
  gzip: boolean;
}

/** Why a body is not read. `code` is that of `x-weir-error`. */
export interface ReportRefusal {
  status: number;
  code: string;
  message: string;
  retryAfterMs?: number;
  /** Further headers, name and value in turn. */
  headers?: string[];
}

const KINDS: ReadonlyMap<string, JobKind> = new Map([
  ['/report/v1/attempts', 'reports'],
  ['/otlp/v1/traces', 'traces'],
  ['/otlp/v1/logs', 'logs'],
  ['/otlp/v1/metrics', 'metrics'],
]);

export function kindOf(path: string): JobKind | null {
  return KINDS.get(path) ?? null;
}

/** In which of the two ways telemetry is told; reports are JSON only. Unknown: JSON, which people can read. */
export function encodingOf(request: IncomingMessage): BodyEncoding {
  return mediaType(request) === 'application/x-protobuf' ? 'protobuf' : 'json';
}

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** `::ffff:127.0.0.1` is how an address of version 4 looks on a socket that takes both. */
function isFromHere(request: IncomingMessage): boolean {
  return isLoopbackHost((request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
}

/** Who may report: whoever has the token; where none is set, this machine. `null`: this one. */
export function unauthorized(request: IncomingMessage, reportToken: string | null): ReportRefusal | null {
  if (reportToken === null) {
    if (isFromHere(request)) return null;
    const message = 'Reports from other machines need WEIR_REPORT_TOKEN to be set.';
    return { status: 401, code: 'unauthorized', message };
  }
  const given = bearerToken(request.headers.authorization ?? null);
  if (given !== null && isSameSecret(given, reportToken)) return null;
  return {
    status: 401,
    code: 'unauthorized',
    message: 'authorization must be Bearer and the token that WEIR_REPORT_TOKEN holds.',
    headers: ['www-authenticate', 'Bearer realm="reports"'],
  };
}

/** What a request's head says of its body, or why it is not read. */
export function routeOf(request: IncomingMessage, kind: JobKind): ReportRoute | ReportRefusal {
  if (request.method !== 'POST')
    return { status: 405, code: 'post_only', message: 'This path answers POST.', headers: ['allow', 'POST'] };
  const type = mediaType(request);
  if (type !== 'application/json' && (kind === 'reports' || type !== 'application/x-protobuf')) {
    const allowed = kind === 'reports' ? 'application/json' : 'application/json or application/x-protobuf';
    return { status: 415, code: 'media_type', message: `content-type must be ${allowed}.` };
  }
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding !== 'gzip' && coding !== 'identity')
    return { status: 415, code: 'content_coding', message: 'content-encoding must be gzip, or left out.' };
  const announced = request.headers['content-length'];
  if (announced !== undefined && Number(announced) > MAX_SENT_BYTES) return TOO_LARGE;
  return { kind, encoding: encodingOf(request), gzip: coding === 'gzip' };
}

export const TOO_LARGE: ReportRefusal = {
  status: 413,
  code: 'report_too_large',
  message: `The body is larger than ${MAX_SENT_BYTES / 1024 ** 2} MB.`,
};

export const TOO_SLOW: ReportRefusal = {
  status: 408,
  code: 'request_timeout',
  message: 'The body was not all there in time.',
};

export const BUSY: ReportRefusal = {
  status: 503,
  code: 'intake_busy',
  message: 'As many reports as may be taken at once are being read.',
  retryAfterMs: 1_000,
};

export const ENDED: ReportRefusal = {
  status: 503,
  code: 'intake_restarted',
  message: 'The reading of reports had to be started again.',
  retryAfterMs: 1_000,
};
