/** Of one connection only (RFC 9110, 7.6.1): never passed on, either way. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Of a request, besides: set anew for the next connection. `expect` was answered here, trailers are not passed up. */
const REQUEST_ONLY = new Set(['host', 'content-length', 'expect', 'trailer']);

/** What Weir writes on a response, so an upstream's own (a Weir behind a Weir) must not stand beside it. */
const RESPONSE_OWN = new Set(['x-weir-call', 'x-weir-attempts']);

const OWN_PREFIX = 'x-weir-';
const PLAIN_CONNECTION = /^(?:keep-alive|close)$/i;

/** The header names that a `Connection` value declares to be of this connection only, lower-case. */
function connectionNamed(value: string): Set<string> | null {
  if (PLAIN_CONNECTION.test(value)) return null;
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => name !== ''));
}

/**
 * A request's headers as the upstream gets them: order, case and repetition kept; hop-by-hop, `host` and Weir's own
 * left out. The result and the input are flat lists of name, value, name, value.
 */
export function upstreamHeaders(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = connection === undefined ? null : connectionNamed(connection);
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || REQUEST_ONLY.has(lower) || lower.startsWith(OWN_PREFIX) || named?.has(lower)) continue;
    kept.push(name, rawHeaders[i + 1] as string);
  }
  return kept;
}

/** What undici hands over as raw headers: bytes, of names and values in turn. */
export type RawHeaders = readonly (Buffer | string)[];

function text(value: Buffer | string): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

/** What the client's side of a response allows. */
export interface ResponseFraming {
  /** Trailers may be announced only where the body is sent in chunks. */
  chunked: boolean;
}

/** A response's headers as the client gets them, in the order and case the upstream sent them. */
export function clientHeaders(raw: RawHeaders, framing: ResponseFraming, drop: string | null = null): string[] {
  let named: Set<string> | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.length === 10 && text(raw[i] as Buffer).toLowerCase() === 'connection') {
      const more = connectionNamed(text(raw[i + 1] as Buffer));
      if (more) named = new Set([...(named ?? []), ...more]);
    }
  }
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = text(raw[i] as Buffer);
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || RESPONSE_OWN.has(lower) || lower === drop || named?.has(lower)) continue;
    if (lower === 'trailer' && !framing.chunked) continue;
    kept.push(name, text(raw[i + 1] as Buffer));
  }
  return kept;
}

/** Trailers as pairs, for `addTrailers`. Framing fields are not allowed there. */
export function trailerPairs(raw: RawHeaders): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = text(raw[i] as Buffer);
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || REQUEST_ONLY.has(lower)) continue;
    pairs.push([name, text(raw[i + 1] as Buffer)]);
  }
  return pairs;
}

/** A body length as a header states it; `null`: absent or not a number. */
export function contentLength(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
